"""HTTP calls to providers that tell three failures apart: never sent, refused, and nobody knows.

The standard library does it: the connection is opened before anything is sent, so a failure there is
certain to have sent nothing, and a failure afterwards is not.
"""

import json
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from portal.notifications.gateways.interface import Postponed, Refused, Unclear

TRY_LATER = frozenset({429, 500, 503})
MAYBE_TAKEN = frozenset({502, 504})
MOST_BYTES = 256 * 1024


def post_json(url: str, payload: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The provider's answer to ``payload``; raises Refused, Postponed or Unclear."""
    body = json.dumps(payload, ensure_ascii=False).encode()
    return post(url, body, {"Content-Type": "application/json", **(headers or {})})


def post_form(url: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The same for a form."""
    body = urlencode(fields).encode()
    return post(url, body, {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})})


def post(url: str, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    """One request over one connection; neither the body nor the answer is ever logged."""
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.netloc, timeout=settings.MESSAGE_TIMEOUT_SECONDS)
    try:
        connect(connection)
        status, text = exchange(connection, parts.path or "/", body, headers)
    finally:
        connection.close()
    return understood(status, text)


def connect(connection: HTTPConnection) -> None:
    """Open the connection; nothing was sent when this fails."""
    try:
        connection.connect()
    except OSError as error:
        raise Postponed("Không kết nối được với nhà cung cấp.") from error


def exchange(connection: HTTPConnection, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
    """Send and read; a break in here leaves open what the provider did."""
    try:
        connection.request("POST", path, body, dict(headers))
        response: HTTPResponse = connection.getresponse()
        return response.status, response.read(MOST_BYTES)
    except (OSError, HTTPException) as error:
        raise Unclear("Mất kết nối trong lúc gửi.") from error


def understood(status: int, text: bytes) -> dict[str, Any]:
    """The JSON object of a good answer."""
    if status in TRY_LATER:
        raise Postponed(f"Nhà cung cấp đang bận (HTTP {status}).")
    if status in MAYBE_TAKEN:
        raise Unclear(f"Nhà cung cấp không trả lời (HTTP {status}).")
    if status >= 400:
        raise Refused(f"Nhà cung cấp từ chối (HTTP {status}).")
    try:
        answer = json.loads(text)
    except ValueError as error:
        raise Unclear("Nhà cung cấp trả lời không đọc được.") from error
    if not isinstance(answer, dict):
        raise Unclear("Nhà cung cấp trả lời không đọc được.")
    return answer
