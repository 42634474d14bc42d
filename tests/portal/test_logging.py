"""Log lines: JSON, with ids, without personal data."""

import json
import logging
from typing import Any

import pytest
import structlog
from celery import shared_task
from django.test import Client

from portal.celery import bind_task, pass_request_id_on, unbind_task
from portal.logging import mask_personal


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Any:
    """The log lines so far, as objects."""
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("gọi 0912345678 nhé", "gọi … nhé"),
        ("+84912345678", "…"),
        ("thư tới hoa.le@cho.example, xong", "thư tới …, xong"),
        ("đơn 578891234567890123", "đơn 578891234567890123"),
        ("lỗi\nDETAIL:  Key (phone)=(abc) already exists.", "lỗi\nDETAIL: …"),
    ],
)
def test_personal_data_is_masked(text: str, kept: str) -> None:
    assert mask_personal(None, "info", {"event": text, "n": 3}) == {"event": kept, "n": 3}


def test_request_line_has_id_and_route_but_no_query(client: Client, lines: Any) -> None:
    response = client.get("/metrics?ten=Hoa", headers={"X-Request-ID": "abc-12345"}, REMOTE_ADDR="203.0.113.7")
    assert response["X-Request-ID"] == "abc-12345"
    client.get("/khong-co-trang-nay?ten=Hoa", headers={"X-Request-ID": "abc-12345"})
    [line] = [line for line in lines() if line["event"] == "request"]
    assert (line["request_id"], line["route"], line["status"]) == ("abc-12345", "none", 404)
    assert "Hoa" not in json.dumps(line, ensure_ascii=False)


@pytest.mark.parametrize("given", ["", "kurz", "a b c d e f", "x" * 65, 'xx"><script>'])
def test_strange_request_ids_are_replaced(client: Client, given: str) -> None:
    answered = client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"]
    assert answered != given
    assert len(answered) == 32


def test_exceptions_stay_on_one_line(lines: Any) -> None:
    try:
        int("gọi 0912345678")
    except ValueError:
        logging.getLogger("x").exception("hỏng")
    [line] = lines()
    assert line["event"] == "hỏng"
    assert "gọi …" in line["exception"]


@shared_task
def shout() -> None:
    """A task for the test below."""
    structlog.get_logger("x").info("in task")


def test_task_lines_carry_task_and_request(lines: Any) -> None:
    headers: dict[str, Any] = {}
    with structlog.contextvars.bound_contextvars(request_id="abc-12345"):
        pass_request_id_on(headers=headers)
    push: Any = shout.push_request  # the stubs know no keywords
    push(id="t1", **headers)
    bind_task(task_id="t1", task=shout)
    shout.run()
    unbind_task(task=shout)
    shout.pop_request()
    structlog.get_logger("x").info("after")
    inside, after = lines()
    assert (inside["task_id"], inside["task"], inside["request_id"]) == ("t1", f"{__name__}.shout", "abc-12345")
    assert "task_id" not in after
    assert "request_id" not in after
