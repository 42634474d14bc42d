"""Production's way of serving files and pages, on one machine without TLS, for ``benchmarks.phones``."""

import os

os.environ.setdefault("SECRET_KEY", "not-a-secret-only-for-benchmarks-0123456789-abcdefghijk")

from portal.settings.base import *  # noqa: F403 - base reads the variable set above
from portal.settings.base import PORTAL_DATA

ALLOWED_HOSTS = ["127.0.0.1"]
STATIC_ROOT = PORTAL_DATA / "static"
MESSAGE_GATEWAYS = {"zalo": "trial", "sms": "trial", "email": "trial"}
MESSAGE_TRIAL_BOX = True
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
