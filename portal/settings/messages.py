"""Accounts with the providers that carry messages; base.py takes them over as settings."""

from typing import Any

from portal.settings.environment import flag, text, words

ZALO: dict[str, Any] = {
    "api": text("ZALO_API_URL", "https://business.openapi.zalo.me"),
    "oauth": text("ZALO_OAUTH_URL", "https://oauth.zaloapp.com"),
    "app_id": text("ZALO_APP_ID"),
    "app_secret": text("ZALO_APP_SECRET"),
    "oa_secret": text("ZALO_OA_SECRET"),
    "refresh_token": text("ZALO_REFRESH_TOKEN"),
    "templates": dict(pair.split("=", 1) for pair in words("ZALO_TEMPLATES")),  # our text's name=their number
}
ESMS: dict[str, Any] = {
    "api": text("ESMS_API_URL", "https://rest.esms.vn"),
    "key": text("ESMS_API_KEY"),
    "secret": text("ESMS_SECRET_KEY"),
    "brand": text("ESMS_BRANDNAME"),
    "is_unicode": flag("ESMS_UNICODE", default=True),
    "is_sandbox": flag("ESMS_SANDBOX", default=False),
}
