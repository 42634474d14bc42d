"""Logs: one JSON object a line, with request and task ids, without anybody's phone or e-mail."""

import logging.config
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

Event = MutableMapping[str, Any]

PERSONAL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\d.])(?:\+?84|0)\d{9}(?!\d)")
DATABASE_DETAIL = re.compile(r"^(?:DETAIL|CONTEXT):.*$", re.MULTILINE)  # PostgreSQL quotes the row there


class StderrHandler(logging.Handler):
    """Writes to what is standard error at that moment; tests and servers exchange it after start-up."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        sys.stderr.write(self.format(record) + "\n")


def mask_personal(_logger: Any, _method: str, event: Event) -> Event:
    """Cover what looks like a phone number, an e-mail address or a quoted row, in whatever was logged."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = PERSONAL.sub("…", DATABASE_DETAIL.sub("DETAIL: …", value))
    return event


def configure(*, is_human: bool, level: str) -> None:
    """Send structlog and the standard library through one pipeline; called once, by the settings."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(standard_library(shared, is_human=is_human, level=level))


def standard_library(shared: list[structlog.typing.Processor], *, is_human: bool, level: str) -> dict[str, Any]:
    """Configuration of the standard library's loggers (Django, Celery, granian)."""
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        if is_human
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [*shared, structlog.stdlib.ExtraAdder(allow=())],
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            mask_personal,
            renderer,
        ],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"portal": formatter},
        "handlers": {"stderr": {"class": "portal.logging.StderrHandler", "formatter": "portal"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # One line a request is written by portal.middleware; these repeat it for every 404.
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
        },
    }
