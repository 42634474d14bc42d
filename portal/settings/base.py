"""Settings of every installation; what differs between them comes from the environment.

docs/operations.md lists the variables. Nothing here starts a server or opens a connection.
"""

import base64
import hashlib
import os
from pathlib import Path
from typing import Any

import django_stubs_ext
from django.utils.csp import CSP
from kombu import Queue

from portal.embedded import Servers, wheel_folder
from portal.logging import configure as configure_logging
from portal.settings import messages as providers
from portal.settings.background import BEAT_SCHEDULE, ROUTES
from portal.settings.environment import (
    database,
    flag,
    number,
    openid_connect,
    origins,
    text,
    valkey_database,
    words,
)

django_stubs_ext.monkeypatch()  # admin.ModelAdmin[Trader] and the like can be written

BASE_DIR = Path(__file__).resolve().parent.parent.parent
PORTAL_DATA = Path(text("PORTAL_DATA", str(BASE_DIR / ".data"))).absolute()

DEBUG = False
SECRET_KEY = text("SECRET_KEY")
ALLOWED_HOSTS = words("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")

# Servers

EMBEDDED = Servers(PORTAL_DATA, runs_postgres=not text("DATABASE_URL"), runs_valkey=not text("REDIS_URL"))

DATABASES: dict[str, dict[str, Any]] = {
    "default": database(text("DATABASE_URL", EMBEDDED.database_url))
    # A connection lives as long as the server thread that uses it: with granian's threads this serves
    # more requests a second than a pool.
    | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        # Not the broker's database: clearing the cache empties all of it.
        "LOCATION": valkey_database(text("REDIS_URL", EMBEDDED.cache_url), 1),
        "KEY_PREFIX": "choso",
    }
}

# Applications

INSTALLED_APPS = [
    "portal",
    "portal.accounts.apps.AccountsConfig",
    "portal.places",
    "portal.privacy",
    "portal.notifications",
    "traders",
    "training",
    "livestreams",
    "ecommerce_stats",
    "portal.accounts.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "pgtrigger",
    "pghistory",
]

MIDDLEWARE = [
    "portal.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pages for slow phones; it pads, so that lengths tell nothing (BREACH)
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.accounts.middleware.SecondFactorMiddleware",
    "traders.middleware.ClaimMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# Language and time

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
USE_I18N = True  # Django's own messages, in Vietnamese
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# Static files: ours, and those that wheels bring

STATIC_URL = "static/"
STATIC_ROOT = Path(text("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "portal.static_finders.WheelFilesFinder",
]
# Single files served out of wheels: the address below STATIC_URL, and where the file lies.
WHEEL_FILES = {"plotly/plotly.min.js": wheel_folder("plotly") / "package_data" / "plotly.min.js"}
MEDIA_ROOT = Path(text("MEDIA_ROOT", str(PORTAL_DATA / "media")))  # pictures, for everybody
MEDIA_URL = "anh/"
PRIVATE_ROOT = Path(text("PRIVATE_ROOT", str(PORTAL_DATA / "private")))  # papers, never served by address
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "portal.files.PrivateFileStorage"},
    "staticfiles": {"BACKEND": "portal.static_storage.BundledStorage"},
}

# People and sign-in

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
STRANGERS_MAY_GO_TO = {"enrol"}  # names of URLs: pages that ask a new person themselves who they are
LOGIN_REDIRECT_URL = "home"  # the adapter sends each role to its own page
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "portal.accounts.forms.SignInForm",
    "reauthenticate": "portal.accounts.forms.ReauthenticateForm",
    "change_password": "portal.accounts.forms.ChangePasswordForm",
    "set_password": "portal.accounts.forms.SetPasswordForm",
    "reset_password": "portal.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "portal.accounts.forms.ResetPasswordKeyForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}  # with a password; numbers get a code, portal/accounts/confirmations.py
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # nobody signs up with a password; there is no such page
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SESSION_REMEMBER = False  # people share machines in a market office
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/300s/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
    "certificate_check": "60/m/ip",  # codes cannot be guessed; this is against machines that try
    "phone_code": "20/m/ip,150/h/ip",  # many people share an address in a market; a number has limits of its own
    "colleague": "10/h/user",  # numbers that somebody who gives a place away may try
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
TRADER_SESSION_SECONDS = 30 * 24 * 3600
# How many proxies stand before the portal, for the caller's address in rate limits.
ALLAUTH_TRUSTED_PROXY_COUNT = number("TRUSTED_PROXY_COUNT", 0)

# Second factors. Who has to have one stands in portal/accounts/roles.py; off only where everybody knows the passwords.

STAFF_SECOND_FACTOR = flag("STAFF_SECOND_FACTOR", default=True)
MFA_ADAPTER = "portal.accounts.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "portal.accounts.forms.SecondStepForm",
    "reauthenticate": "portal.accounts.forms.StepUpForm",
    "activate_totp": "portal.accounts.forms.ActivateAppForm",
    "add_webauthn": "portal.accounts.forms.AddPasskeyForm",
}
MFA_TOTP_ISSUER = "Chợ Số"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_REAUTHENTICATION_REQUIRED = False  # our own step-up guards those views, and counts a fresh sign-in

# Sign-in by a national identity provider (OpenID Connect); without a client id there is none.

SOCIALACCOUNT_ADAPTER = "portal.accounts.identity.IdentityAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = openid_connect(
    name=text("OIDC_NAME", "Định danh quốc gia"),
    server_url=text("OIDC_SERVER_URL"),
    client_id=text("OIDC_CLIENT_ID"),
    secret=text("OIDC_CLIENT_SECRET"),
)

# Safety in the browser. Plotly sets one style element: the hashes are those of an empty one and of its rules.

SECURE_CSP: dict[str, Any] = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [
        CSP.SELF,
        "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
        "'sha256-ji27qzEtxXZW+7dun6UwjHXJ18e6WAin1VvNtkzIE/o='",
    ],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF, *origins(text("OIDC_SERVER_URL"))],  # a browser holds it against redirects too
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]  # asked for inside the network
SECURE_REFERRER_POLICY = "same-origin"
if flag("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = False  # htmx sends the token from the form or from hx-headers, never from the cookie

# Messages

MAILERS: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": text("EMAIL_HOST", "localhost"),
            "port": number("EMAIL_PORT", 25),
            "username": text("EMAIL_HOST_USER"),
            "password": text("EMAIL_HOST_PASSWORD"),
            "use_tls": flag("EMAIL_USE_TLS", default=False),
            "timeout": 10,
        },
    }
}
DEFAULT_FROM_EMAIL = text("DEFAULT_FROM_EMAIL", "Chợ Số <khong-tra-loi@localhost>")

# What the portal writes to people (portal/notifications). The environment chooses the gateway of each channel;
# a channel without one is not used.
ZALO, ESMS = providers.ZALO, providers.ESMS
PORTAL_URL = text("PORTAL_URL", "http://127.0.0.1:8000").rstrip("/")  # links in messages begin with it
MESSAGE_GATEWAYS = {"zalo": text("NOTIFY_ZALO"), "sms": text("NOTIFY_SMS"), "email": text("NOTIFY_EMAIL")}
MESSAGE_TRIAL_BOX = False  # dev and tests only: a page shows every message, codes too
MESSAGE_QUIET_HOURS: tuple[str, str] | None = ("21:30", "07:00")  # only codes and urgent changes go out at night
MESSAGE_KEEP_DAYS = number("MESSAGE_KEEP_DAYS", 180)
MESSAGE_TIMEOUT_SECONDS = number("MESSAGE_TIMEOUT_SECONDS", 10)
# Names of functions, since the portal does not import the applications above it:
# (ids of users) -> {id: "+84…"}, where those can be reached who have no number to sign in with;
# (User) -> ids of the users whose sent messages they may read about.
MESSAGE_PHONES = "traders.queries.messaging.contact_phones"
MESSAGE_COLLEAGUES = "traders.queries.messaging.colleagues_of"

# Background work. A message stays with the broker until its task has ended, so that a killed worker
# loses nothing; after the visibility timeout it may run twice, which every task must bear.

CELERY_BROKER_URL = text("REDIS_URL", EMBEDDED.broker_url)
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {"visibility_timeout": number("TASK_VISIBILITY_SECONDS", 900)}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_QUEUES = [Queue("import"), Queue("figures"), Queue("messages"), Queue("default")]
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = ROUTES
CELERY_BEAT_SCHEDULE_FILENAME = str(PORTAL_DATA / "beat-schedule")
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE

# Order files

IMPORT_MAX_BYTES = number("IMPORT_MAX_BYTES", 1024**3)
IMPORT_MAX_ROWS = number("IMPORT_MAX_ROWS", 2_000_000)
IMPORT_MAX_CELLS = number("IMPORT_MAX_CELLS", 120_000_000)
IMPORT_MAX_INFLATED_BYTES = number("IMPORT_MAX_INFLATED_BYTES", 512 * 1024**2)
IMPORT_READER_MEMORY_BYTES = number("IMPORT_READER_MEMORY_BYTES", 2 * 1024**3)
UPLOAD_ROOT = Path(text("UPLOAD_ROOT", str(PORTAL_DATA / "uploads")))  # never below STATIC_ROOT or served
UPLOAD_KEEP_DAYS = number("UPLOAD_KEEP_DAYS", 30)
# What kept files are encrypted with; changing it makes those that are kept unreadable.
UPLOAD_KEY = (
    text("UPLOAD_KEY")
    or base64.urlsafe_b64encode(hashlib.sha256(b"order files:" + SECRET_KEY.encode()).digest()).decode()
)
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]  # whatever the size, on disk
FILE_UPLOAD_PERMISSIONS = 0o600

# What sealed numbers are encrypted with (portal/sealing.py); changing it makes those that are kept unreadable.
PERSONAL_DATA_KEY = text("PERSONAL_DATA_KEY") or f"personal data:{SECRET_KEY}"

# Personal data. Names of functions, so that the portal does not import the applications that hold some.

PERSONAL_DATA: dict[str, Any] = {
    # (person) -> sections of the page "Dữ liệu của tôi", in this order
    "sections": [
        "portal.privacy.personal_data.account",
        "traders.personal_data.sections",
        "ecommerce_stats.personal_data.sections",
        "livestreams.personal_data.sections",
        "training.personal_data.sections",
        "portal.privacy.personal_data.consents",
        "portal.privacy.personal_data.requests",
        "portal.privacy.personal_data.messages",
        "portal.privacy.personal_data.sign_ins",
        "portal.privacy.personal_data.readings",
    ],
    # (person, pseudonym) -> None; each takes the person's name and numbers out of its application's rows
    "erasers": [  # the account last: the others look for its name and number
        "ecommerce_stats.personal_data.erase",
        "livestreams.personal_data.erase",
        "training.personal_data.erase",
        "traders.personal_data.erase",
        "portal.privacy.erasing.messages",
        "portal.privacy.erasing.requests",
        "portal.privacy.erasing.account",
    ],
    # (staff) -> ids of the users whose requests they handle
    "people_of": "traders.personal_data.people_of",
}

# Training. Names of functions, since training does not know of livestreams:
# (ids of users, begins, ends) -> {id: [BusyTime]}, for warnings about two things at one time;
# () -> Q on traders, who have sold live; empty where nobody knows.
TRAINING_BUSY_TIMES = ["livestreams.queries.busy.sessions_of"]
TRAINING_HAS_BEEN_LIVE = "ecommerce_stats.queries.live_traders.has_been_live"

# (newcomer, keeper): the newcomer's account is closed, and what hangs on it goes on as the keeper's.
PERSON_GOES_ON = ["training.actions.newcomers.go_on_as"]

# Public pages of markets: the function that knows their sessions, (Market) -> list[PublicSession]; empty for none.
PUBLIC_MARKET_SESSIONS = "livestreams.queries.public.public_sessions_of"

# What else search engines are told of: name → sitemap class, and paths that robots may read.
PUBLIC_SITEMAPS = {"training": "training.sitemaps.Runs"}
PUBLIC_PATHS = ["/dao-tao/$", "/dao-tao/lich/$", "/dao-tao/lop/"]

# Watching. Names of functions, so that the portal does not import the applications it watches.

READY_OLDEST_STALE = "ecommerce_stats.queries.oldest_stale_at"  # () -> datetime | None
READY_MAX_STALE_SECONDS = number("READY_MAX_STALE_SECONDS", 900)
READY_MAX_HEARTBEAT_SECONDS = number("READY_MAX_HEARTBEAT_SECONDS", 120)
METRICS_GAUGES = {  # name -> (help, function () -> float)
    "choso_stale_keys": ("Seller days that wait to be counted again", "ecommerce_stats.queries.stale_count"),
    "choso_recount_difference": ("Difference found by the last recount", "ecommerce_stats.queries.recount_difference"),
}
METRICS_TOKEN = text("METRICS_TOKEN")  # without one, /metrics answers only to this machine
# The server's processes add their numbers up in files here; prometheus_client reads the variable on import.
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(PORTAL_DATA / "metrics"))
Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).mkdir(parents=True, exist_ok=True)

LOGGING_CONFIG = None
configure_logging(is_human=flag("LOG_HUMAN", default=False), level=text("LOG_LEVEL", "INFO"))
