"""One URL, the page or its fragment."""

from typing import Any

import pytest
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory

from portal import htmx

PAGE = "<h1>Trang</h1>{% partialdef rows inline %}<p>{{ word }}</p>{% endpartialdef %}"
PARTIALS = {"ket-qua": "rows"}


@pytest.fixture(autouse=True)
def page(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.template.loaders.locmem import Loader

    django: Any = engines["django"]
    engine = django.engine
    monkeypatch.setattr(engine, "template_loaders", [Loader(engine, {"page.html": PAGE})])


def answer(request: HttpRequest, status: int = 200) -> tuple[int, str]:
    response = htmx.render(request, "page.html", {"word": "chợ"}, partials=PARTIALS, status=status)
    assert {"HX-Request", "HX-Target"} <= set(response["Vary"].split(", "))
    return response.status_code, response.content.decode()


def test_browser_gets_the_page(rf: RequestFactory) -> None:
    assert answer(rf.get("/")) == (200, "<h1>Trang</h1><p>chợ</p>")


def test_htmx_gets_the_fragment_of_its_target(rf: RequestFactory) -> None:
    headers = {"HX-Request": "true", "HX-Target": "ket-qua"}
    assert answer(rf.get("/", headers=headers), status=422) == (422, "<p>chợ</p>")


@pytest.mark.parametrize(
    "headers",
    [
        {"HX-Request": "true"},
        {"HX-Request": "true", "HX-Target": "rows"},
        {"HX-Target": "ket-qua"},
        {"HX-Request": "true", "HX-Target": "ket-qua", "HX-History-Restore-Request": "true"},
    ],
)
def test_everything_else_gets_the_page(rf: RequestFactory, headers: dict[str, str]) -> None:
    assert answer(rf.get("/", headers=headers)) == (200, "<h1>Trang</h1><p>chợ</p>")
