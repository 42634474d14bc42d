"""A provider on this machine: a real HTTP server that remembers what it was sent and answers as it is told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.db import connection

from portal.accounts.models import Role, User
from tests.factories.accounts import UserFactory


@dataclass
class Request:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}


@dataclass
class Provider:
    """What it was sent, and what it will answer: (status, JSON) one after the other, the last one for ever."""

    url: str = ""
    requests: list[Request] = field(default_factory=list)
    answers: dict[str, list[tuple[int, Any]]] = field(default_factory=dict)
    delay: float = 0
    is_cutting: bool = False

    def will_answer(self, path: str, *answers: tuple[int, Any]) -> None:
        self.answers[path] = list(answers)

    def answer(self, path: str) -> tuple[int, Any]:
        waiting = self.answers[path]
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    def sent_to(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path == path]


@pytest.fixture
def provider() -> Iterator[Provider]:
    told = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.requests.append(Request(self.path, dict(self.headers), body))
            if told.is_cutting:
                self.close_connection = True
                return
            time.sleep(told.delay)
            status, answer = told.answer(self.path)
            text = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: Any) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_port}"
    yield told
    server.shutdown()
    thread.join()
    server.server_close()


ZNS = "/message/template"
OAUTH = "/v4/oa/access_token"
SMS = "/MainService.svc/json/SendMultipleMessage_V4_post_json/"


@pytest.fixture
def esms(settings: Any, provider: Provider) -> Provider:
    """SMS go to the provider by eSMS's format, nothing else goes anywhere."""
    settings.MESSAGE_GATEWAYS = {"zalo": "", "sms": "esms", "email": ""}
    settings.ESMS = {
        "api": provider.url, "key": "khoa", "secret": "kin", "brand": "CHO SO", "is_unicode": True, "is_sandbox": False,
    }  # fmt: skip
    settings.PORTAL_URL = "https://choso.example.vn"
    settings.MESSAGE_TIMEOUT_SECONDS = 2
    provider.will_answer(SMS, (200, {"CodeResult": "100", "CountRegenerate": 0, "SMSID": "sms-1"}))
    return provider


@pytest.fixture
def zalo(settings: Any, provider: Provider, esms: Provider) -> Provider:
    """Zalo first, SMS after it, both at the provider."""
    settings.MESSAGE_GATEWAYS = {"zalo": "zalo", "sms": "esms", "email": ""}
    settings.ZALO = {
        "api": provider.url, "oauth": provider.url, "app_id": "4123", "app_secret": "app-kin", "oa_secret": "oa-kin",
        "refresh_token": "gia-han-0", "templates": {"general": "7895417", "code": "201"},
    }  # fmt: skip
    pair = {"access_token": "gui-1", "refresh_token": "gia-han-1", "expires_in": "90000"}
    provider.will_answer(OAUTH, (200, pair))
    taken = {"error": 0, "message": "Success", "data": {"msg_id": "zns-1", "sent_time": "1763800000000"}}
    provider.will_answer(ZNS, (200, taken))
    return provider


@pytest.fixture
def person(db: None) -> User:
    """Somebody who works for a market: no consent is asked of them."""
    return UserFactory.create(role=Role.MARKET_MANAGER, full_name="Trần Văn Lộc", phone="+84912345678")


@pytest.fixture
def closes_connections() -> Iterator[None]:
    """For threads of a test: their connections end with them, the test's own stays."""
    yield
    connection.close()
