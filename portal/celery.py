"""The Celery application; its settings are those of Django that begin with CELERY_."""

import os
from typing import Any

import structlog
from celery import Celery
from celery.signals import beat_init, before_task_publish, setup_logging, task_postrun, task_prerun, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.base")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def start_embedded_servers(**_: Any) -> None:
    """A worker or beat that is started by hand finds its servers running."""
    from portal import embedded

    embedded.start()


@setup_logging.connect
def keep_our_logging(**_: Any) -> None:
    """Being connected is enough: Celery then leaves logging as the settings made it."""


@before_task_publish.connect
def pass_request_id_on(headers: dict[str, Any], **_: Any) -> None:
    """A task's log lines carry the id of the request that asked for it."""
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    if request_id:
        headers.setdefault("request_id", request_id)


@task_prerun.connect
def bind_task(task_id: str, task: Any, **_: Any) -> None:
    """Every log line of a task says which task, and for which request."""
    request_id = getattr(task.request, "request_id", None)
    task.request.log_tokens = structlog.contextvars.bind_contextvars(
        task_id=task_id, task=task.name, request_id=request_id
    )


@task_postrun.connect
def unbind_task(task: Any, **_: Any) -> None:
    """What was bound ends with the task; a request that ran it eagerly gets its own id back."""
    structlog.contextvars.reset_contextvars(**task.request.log_tokens)
