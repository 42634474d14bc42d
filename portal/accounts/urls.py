"""Vietnamese addresses of the own account. Allauth's views keep their names; those that are not used are not here."""

from collections.abc import Callable
from typing import Any

from allauth.account import views
from allauth.mfa.base import views as factor_views
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as app_views
from allauth.mfa.webauthn import views as passkey_views
from allauth.socialaccount.providers.openid_connect import views as openid
from django.urls import path, re_path

from portal.accounts.factors import counting_the_first
from portal.accounts.permissions import may
from portal.accounts.roles import Action
from portal.accounts.stepup import recently_authenticated
from portal.accounts.views import devices, identity, own, sign_in


def sensitive(view: Callable[..., Any]) -> Callable[..., Any]:
    """A page of allauth's about second factors: staff only, who have shown lately who they are."""
    return may(Action.HAVE_SECOND_FACTOR)(recently_authenticated(view))


staff = may(Action.HAVE_SECOND_FACTOR)

urlpatterns = [
    path("", own.own_account, name="own_account"),
    path("ten/", own.own_name, name="own_name"),
    path("so-dien-thoai/", own.own_phone, name="own_phone"),
    path("so-dien-thoai/ma/", own.own_phone_code, name="own_phone_code"),
    path("thiet-bi/", devices.devices, name="devices"),
    path("thiet-bi/dang-xuat/", devices.end_all_devices, name="end_all_devices"),
    path("thiet-bi/<int:pk>/dang-xuat/", devices.end_device, name="end_device"),
    # Signing in and out
    path("dang-nhap/", sign_in.sign_in, name="account_login"),
    path("dang-nhap/so-dien-thoai/", sign_in.request_code, name="account_request_login_code"),
    path("dang-nhap/ma/", sign_in.enter_code, name="account_confirm_login_code"),
    path("dang-nhap/ma/gui-lai/", sign_in.resend_code, name="resend_code"),
    path("dang-nhap/hai-buoc/", factor_views.authenticate, name="mfa_authenticate"),
    path("dang-xuat/", views.logout, name="account_logout"),
    path("tam-khoa/", views.account_inactive, name="account_inactive"),
    # Showing once more who one is
    path("xac-nhan-lai/", views.reauthenticate, name="account_reauthenticate"),
    path("xac-nhan-lai/dien-thoai/", own.reauthenticate_by_phone, name="reauthenticate_by_phone"),
    path("xac-nhan-lai/ung-dung/", factor_views.reauthenticate, name="mfa_reauthenticate"),
    path("xac-nhan-lai/khoa/", passkey_views.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    # Passwords
    path("mat-khau/doi/", views.password_change, name="account_change_password"),
    path("mat-khau/dat/", sensitive(views.password_set), name="account_set_password"),
    path("mat-khau/quen/", views.password_reset, name="account_reset_password"),
    path("mat-khau/quen/da-gui/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^mat-khau/quen/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("mat-khau/da-doi/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    # Second factors
    path("hai-buoc/", staff(factor_views.index), name="mfa_index"),
    path("hai-buoc/ung-dung/", sensitive(counting_the_first(app_views.activate_totp)), name="mfa_activate_totp"),
    path("hai-buoc/ung-dung/go/", sensitive(app_views.deactivate_totp), name="mfa_deactivate_totp"),
    path("hai-buoc/khoa/them/", sensitive(counting_the_first(passkey_views.add_webauthn)), name="mfa_add_webauthn"),
    path("hai-buoc/khoa/<int:pk>/go/", sensitive(own.remove_passkey), name="remove_passkey"),
    path("hai-buoc/ma-du-phong/", sensitive(recovery_views.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "hai-buoc/ma-du-phong/moi/",
        sensitive(recovery_views.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    # Identity provider; 404 while none is configured
    path("dinh-danh/", identity.enter_by_identity, {"provider_id": "dinh-danh"}, name="openid_connect_login"),
    path("dinh-danh/tra-loi/", openid.callback, {"provider_id": "dinh-danh"}, name="openid_connect_callback"),
    path("dinh-danh/lien-ket/", identity.connect_identity, {"provider_id": "dinh-danh"}, name="connect_identity"),
    path("dinh-danh/go/", identity.disconnect_identity, name="disconnect_identity"),
    path("dinh-danh/thoi/", identity.identity_cancelled, name="socialaccount_login_cancelled"),
]
