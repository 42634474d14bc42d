"""All addresses. Applications are named in strings: the ground floor imports none of them."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from portal import health, metrics, pictures

# Django's own sign-in page knows no rate limits; ours does.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign] # the documented way

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("anh/<path:name>", pictures.show_picture, name="picture"),
    path("tai-khoan/", include("portal.accounts.urls")),
    path("quan-tri-he-thong/", admin.site.urls),
    path("", include("portal.notifications.urls")),
    path("", include("portal.privacy.urls")),
    path("", include("traders.urls")),
    path("", include("training.urls")),
    path("", include("livestreams.urls")),
    path("", include("ecommerce_stats.urls")),
]

if settings.DEBUG:
    urlpatterns.append(path("thanh-phan/", include("portal.gallery")))
