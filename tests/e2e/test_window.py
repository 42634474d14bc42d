"""The journeys' own eyes: each kind of fault, put into a page, is noticed."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import OpenWindow

FAULTS = {
    "style-src": """document.body.insertAdjacentHTML("beforeend", '<p style="color: red">x</p>')""",
    "404": """fetch("/static/no.png").then((answer) => answer.status)""",
    "went wrong": """console.error("went wrong")""",
    "nobody caught": """void setTimeout(() => { throw new Error("nobody caught"); })""",
    "image-alt": """document.querySelector("main").append(new Image())""",
    "wider": """document.querySelector("main").append(document.createElement("hr"));
        document.querySelector("hr").style.width = "2000px";""",
}


@pytest.mark.e2e
def test_fault_in_a_page_is_noticed(open_window: OpenWindow) -> None:
    window = open_window(width=360, schemes=["light"])
    for words, script in FAULTS.items():
        window.go("/so-lieu/cach-tinh/")
        window.page.evaluate(script)
        window.page.wait_for_timeout(100)
        with pytest.raises(AssertionError, match=words):
            window.look("definitions with a fault")
        window.complaints.clear()
