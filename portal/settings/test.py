"""Tests: own embedded servers beside the demo's, without the disk's safety; the rest as real as is quick."""

import atexit
import os
import tempfile
from pathlib import Path

SCRATCH = tempfile.TemporaryDirectory(prefix="cho-so-test-")
atexit.register(SCRATCH.cleanup)  # left to itself it goes too, but with a warning, which may count as an error
os.environ["PROMETHEUS_MULTIPROC_DIR"] = f"{SCRATCH.name}/metrics"

os.environ.setdefault("SECRET_KEY", "not-a-secret-only-for-the-tests-0123456789-abcdefghijklmnop")

from portal.embedded import Servers
from portal.settings.base import *  # noqa: F403 - base reads the variable set above
from portal.settings.base import PORTAL_DATA, TEMPLATES
from portal.settings.environment import database, text, valkey_database

# Each process of pytest-xdist clears its own cache and reads its own queues.
WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))

EMBEDDED = Servers(
    PORTAL_DATA / "test",
    runs_postgres=not text("DATABASE_URL"),
    runs_valkey=not text("REDIS_URL"),
    is_durable=False,
)
DATABASES = {"default": database(text("DATABASE_URL", EMBEDDED.database_url)) | {"CONN_MAX_AGE": 60}}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": valkey_database(text("REDIS_URL", EMBEDDED.cache_url), 2 + WORKER),
    }
}
CELERY_BROKER_URL = text("REDIS_URL", EMBEDDED.broker_url)
CELERY_BROKER_TRANSPORT_OPTIONS = {"global_keyprefix": f"test-{WORKER}-"}

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MESSAGE_TRIAL_BOX = True
MESSAGE_QUIET_HOURS = None  # tests of the hours set them; the others must not depend on the time of day
MESSAGE_GATEWAYS = {"zalo": "trial", "sms": "trial", "email": "trial"}
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "private": {"BACKEND": "portal.files.PrivateFileStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PRIVATE_ROOT = Path(f"{SCRATCH.name}/private")
UPLOAD_ROOT = Path(text("UPLOAD_ROOT", f"{SCRATCH.name}/uploads"))  # a test gives its own to processes that it starts

STAFF_SECOND_FACTOR = False  # the tests of second factors turn it on
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True

SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False

TEMPLATES[0]["OPTIONS"]["debug"] = True
