"""Reading settings from the environment, one function a type."""

import os
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit, urlunsplit


def text(name: str, default: str = "") -> str:
    """The variable, or ``default`` when it is unset or empty."""
    return os.environ.get(name, "") or default


def number(name: str, default: int) -> int:
    """A whole number; underscores may group its digits."""
    return int(text(name, str(default)))


def flag(name: str, *, default: bool) -> bool:
    """True for 1, true, yes, on."""
    return text(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def words(name: str) -> list[str]:
    """Comma-separated values."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def valkey_database(url: str, number: int) -> str:
    """The same server, another of its numbered databases (``redis://…/0`` or ``unix://…?db=0``)."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return f"unix://{parts.path}?db={number}"
    return urlunsplit(parts._replace(path=f"/{number}"))


def database(url: str) -> dict[str, Any]:
    """Django's settings for ``postgresql://user:password@host:port/name?host=/socket/folder&sslmode=…``."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL must begin with postgresql://, not {parts.scheme}://")
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def origins(url: str) -> list[str]:
    """``https://id.example/oidc`` → ``["https://id.example"]``; none of the empty text."""
    parts = urlsplit(url)
    return [f"{parts.scheme}://{parts.netloc}"] if url else []


def openid_connect(*, name: str, server_url: str, client_id: str, secret: str) -> dict[str, Any]:
    """Settings of one provider, as allauth wants them; none without a client id."""
    if not client_id:
        return {}
    if not server_url:
        raise ValueError("OIDC_SERVER_URL is needed beside OIDC_CLIENT_ID")
    app = {
        "provider_id": "dinh-danh",
        "name": name,
        "client_id": client_id,
        "secret": secret,
        "settings": {"server_url": server_url, "scope": ["openid", "profile", "email", "phone"]},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
