"""One machine, plain http, embedded servers: the demo and everyday work. DEBUG=0 shows the real error pages."""

import os

from portal.settings.environment import flag, text

os.environ.setdefault("SECRET_KEY", "not-a-secret-only-for-this-machine-0123456789-abcdefghijk")

from portal.settings.base import *  # noqa: F403 - base reads the variable set above

DEBUG = flag("DEBUG", default=True)
ALLOWED_HOSTS = ["*"]
STATIC_ROOT = PORTAL_DATA / "static"  # stays empty: files are served from where they lie
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "portal.files.PrivateFileStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PORTAL_URL = text("PORTAL_URL", f"http://127.0.0.1:{text('PORT', '8000')}")
MESSAGE_TRIAL_BOX = True
MESSAGE_QUIET_HOURS = None  # the trial box wakes nobody
MESSAGE_GATEWAYS = {channel: name or "trial" for channel, name in MESSAGE_GATEWAYS.items()}
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}

# Newcomers read the passwords of the demo on the screen; the sign-in page says so.
STAFF_SECOND_FACTOR = flag("STAFF_SECOND_FACTOR", default=False)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # http://localhost

SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
