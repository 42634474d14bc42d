"""/metrics: numbers of all processes, for those who may read them."""

from typing import Any

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families


def three() -> float:
    """A gauge's function."""
    return 3


@pytest.fixture(autouse=True)
def own_gauge(settings: Any) -> None:
    settings.METRICS_GAUGES = {"choso_three": ("Always three", f"{__name__}.three")}


def sample(text: str, name: str, **labels: str) -> float:
    """The sample's value, 0 when it is not there."""
    samples = (s for family in text_string_to_metric_families(text) for s in family.samples)
    return sum(s.value for s in samples if s.name == name and labels.items() <= s.labels.items())


def read(client: Client) -> str:
    response = client.get("/metrics")
    assert response.status_code == 200
    return response.content.decode()


def test_metrics_call_the_named_functions(client: Client) -> None:
    assert sample(read(client), "choso_three") == 3


def test_requests_are_counted_by_route(client: Client) -> None:
    labels = {"route": "healthz", "method": "GET", "status": "200"}
    before = sample(read(client), "choso_request_seconds_count", **labels)
    client.get("/healthz?ten=Nguyen+Thi+Hoa")
    text = read(client)
    assert sample(text, "choso_request_seconds_count", **labels) == before + 1
    assert "Hoa" not in text


def test_metrics_need_the_token_when_there_is_one(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = "mot-bi-mat"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer sai"}).status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer mot-bi-mat"}).status_code == 200


def test_metrics_without_token_stay_on_this_machine(client: Client) -> None:
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 404
