"""The pieces that pages are built of, each a tag with declared parameters.

Tags that wrap content end in ``{% end<name> %}``. Every piece, in every state,
can be seen at ``/thanh-phan/`` while DEBUG is on.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from itertools import batched
from typing import Any, Protocol

from django import forms, template
from django.core.paginator import Page
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from portal.money import format_percent, format_vnd, format_vnd_short
from portal.money_bar import bar_parts
from portal.pictures import small_url

register = template.Library()

STATUS_WORDS = {"provisional": "Tạm tính", "official": "Chính thức", "": ""}


@register.simple_block_tag
def page_header(content: SafeString, title: str, answer: str = "", eyebrow: str = "") -> SafeString:
    """The page's h1 with its answer in one sentence; the content is what can be done here."""
    context = {"title": title, "answer": answer, "eyebrow": eyebrow, "actions": content}
    return render_to_string("components/page_header.html", context)


@register.inclusion_tag("components/button.html")
def button(label: str, kind: str = "primary", icon: str = "", name: str = "", value: str = "") -> dict[str, Any]:
    """A submit button; ``kind`` is primary, secondary, quiet or danger."""
    return {"label": label, "kind": kind, "icon": icon, "name": name, "value": value}


@register.inclusion_tag("components/link_button.html")
def link_button(label: str, href: str, kind: str = "primary", icon: str = "", download: bool = False) -> dict[str, Any]:
    """A link that looks like a button."""
    return {"label": label, "href": href, "kind": kind, "icon": icon, "download": download}


@register.inclusion_tag("components/icon.html")
def icon(name: str) -> dict[str, str]:
    """A decorative drawing out of ``static/img/icons.svg``."""
    return {"name": name}


@register.simple_block_tag
def card(content: SafeString, title: str = "", href: str = "", meta: str = "") -> SafeString:
    """A sheet of paper on the ground; with ``href`` the title is a link and the card its target."""
    context = {"content": content, "title": title, "href": href, "meta": meta}
    return render_to_string("components/card.html", context)


@register.simple_block_tag
def card_grid(content: SafeString) -> SafeString:
    """Cards or figures side by side, as many as fit."""
    return render_to_string("components/card_grid.html", {"content": content})


class Pictured(Protocol):
    """A row with a kept picture (portal/pictures.py), its size in pixels beside it."""

    image: Any
    width: Any
    height: Any


@register.inclusion_tag("components/picture.html")
def picture(shown: Pictured, alt: str, side: int = 960, wide: int = 0, eager: bool = False) -> dict[str, Any]:
    """A kept picture, its longest side scaled down to ``side``: 160, 480, 960, or 0 for the whole.

    ``alt`` is read out; empty where the words beside it say the same. ``wide`` is the side on a wide screen, where
    it differs. ``eager`` is for the one picture in sight when the page opens; others load when they come near.
    """
    src = small_url(shown.image, side) if side else shown.image.url
    wide_src = small_url(shown.image, wide) if wide else ""
    return {"shown": shown, "src": src, "wide_src": wide_src, "alt": alt, "eager": eager}


@register.inclusion_tag("components/figure.html")
def figure(
    label: str,
    value: str,
    basis: str = "",
    as_of: datetime | None = None,
    status: str = "",
    source_url: str = "",
    exact: str = "",
    change_year: Decimal | float | None = None,
    change_previous: Decimal | float | None = None,
    note: str = "",
) -> dict[str, Any]:
    """One figure with all it must say: what it counts, its age, and how sure it is.

    ``value`` is shown as given, so format it first; ``exact`` is the whole
    amount under a shortened one. ``status`` is provisional, official or empty.
    Changes are ratios against the same period of last year and the period
    before; None leaves the comparison out.
    """
    comparisons = [
        _comparison(change_year, "so với cùng kỳ"),
        _comparison(change_previous, "so với kỳ trước"),
    ]
    return {
        "label": label,
        "value": value,
        "basis": basis,
        "as_of": as_of,
        "status": status,
        "status_word": STATUS_WORDS[status],
        "source_url": source_url,
        "exact": exact,
        "comparisons": [found for found in comparisons if found],
        "note": note,
    }


def _comparison(ratio: Decimal | float | None, against: str) -> dict[str, str] | None:
    if ratio is None:
        return None
    direction = "up" if ratio > 0 else "down" if ratio < 0 else "same"
    return {
        "text": format_percent(ratio, signed=True),
        "against": against,
        "direction": direction,
    }


@register.inclusion_tag("components/money_bar.html")
def money_bar(
    placed: int,
    cancelled: int,
    returned: int,
    open_value: int,
    completed: int,
    caption: str = "Doanh số đặt chia thành",
) -> dict[str, Any]:
    """The money identity as parts of one bar, with the same parts as a table beneath."""
    return {
        "caption": caption,
        "has_value": placed > 0,
        "whole_share": "100 %" if placed else "–",
        "placed": format_vnd(placed),
        "placed_short": format_vnd_short(placed),
        "parts": bar_parts(placed, cancelled, returned, open_value, completed),
    }


@register.inclusion_tag("components/status_badge.html")
def status_badge(text: str, kind: str = "neutral") -> dict[str, str]:
    """A state in one word; ``kind`` is neutral, good, attention, bad or info."""
    return {"text": text, "kind": kind}


@register.inclusion_tag("components/live_badge.html")
def live_badge(text: str = "Đang phát") -> dict[str, str]:
    """What is live, and nothing else, is marigold."""
    return {"text": text}


@register.simple_block_tag
def table(content: SafeString, caption: str, hide_caption: bool = False) -> SafeString:
    """Frame of a table: give thead, tbody and tfoot; ``class="num"`` on cells of figures."""
    context = {"content": content, "caption": caption, "hide_caption": hide_caption}
    return render_to_string("components/table.html", context)


@register.simple_block_tag
def empty_state(content: SafeString, title: str, icon: str = "stall") -> SafeString:
    """Nothing here yet; the content says what to do about it."""
    context = {"content": content, "title": title, "icon": icon}
    return render_to_string("components/empty_state.html", context)


@register.simple_block_tag
def notice(content: SafeString, kind: str = "info", title: str = "") -> SafeString:
    """A remark that stays on the page; ``kind`` is info, good, attention or bad."""
    context = {"content": content, "kind": kind, "title": title}
    return render_to_string("components/notice.html", context)


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms_shown: forms.BaseForm) -> dict[str, Any]:
    """What has to be put right, at the top of the page, each linked to its field."""
    errors = [error for form in forms_shown for error in _form_errors(form)]
    return {"errors": errors}


def _form_errors(form: forms.BaseForm) -> Iterable[dict[str, str]]:
    for message in form.non_field_errors():
        yield {"message": str(message), "target": ""}
    for field in form:
        for message in field.errors:
            target = field.auto_id if field.use_fieldset else field.id_for_label
            yield {"message": f"{field.label}: {message}", "target": target}


@register.inclusion_tag("components/form.html")
def form(form: forms.BaseForm) -> dict[str, Any]:
    """All fields of a form with label, help and error; the page writes ``<form>`` and button."""
    return {"form": form}


@register.inclusion_tag("components/field.html")
def field(field: forms.BoundField) -> dict[str, Any]:
    """One field with label, help and error."""
    return {"field": field, "kind": field.widget_type}


@register.inclusion_tag("components/dropzone.html")
def dropzone(field: forms.BoundField, hint: str = "") -> dict[str, Any]:
    """A file field as a place to drop files on; without JavaScript a plain file field."""
    return {"field": field, "hint": hint}


@register.inclusion_tag("components/progress.html")
def progress(done: int, total: int, label: str, detail: str = "") -> dict[str, Any]:
    """How far long work has come; ``total`` 0 means that nobody knows yet."""
    share = format_percent(done / total, decimals=0) if total else ""
    return {"done": done, "total": total, "label": label, "detail": detail, "share": share}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], parameter: str = "trang") -> dict[str, Any]:
    """Links to the other pages that keep every filter of the query string."""

    def link(number: int) -> str:
        query = context["request"].GET.copy()
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    around = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "links": [(shown, link(shown) if isinstance(shown, int) else "") for shown in around],
        "previous": link(page.previous_page_number()) if page.has_previous() else "",
        "next": link(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*labels_and_urls: str) -> dict[str, Any]:
    """``{% breadcrumbs "Chợ" market_list_url "Chợ Bến Thành" %}``: pairs, then where one stands."""
    return {
        "trail": list(batched(labels_and_urls[:-1], 2, strict=True)),
        "here": labels_and_urls[-1],
    }


@register.simple_block_tag
def explain(content: SafeString, summary: str = "Cách tính") -> SafeString:
    """A definition or a way of counting, closed until asked for."""
    return render_to_string("components/explain.html", {"content": content, "summary": summary})


@register.inclusion_tag("components/steps.html")
def steps(current: int, *labels: str) -> dict[str, Any]:
    """Where one stands in a task of several pages; ``current`` counts from 1."""
    states = [
        "done" if place < current else "current" if place == current else "ahead" for place in range(1, len(labels) + 1)
    ]
    return {"steps": list(zip(labels, states, strict=True)), "current": current}


@register.inclusion_tag("components/tabs.html")
def tabs(label: str, current: str, *labels_and_urls: str) -> dict[str, Any]:
    """Views of one thing as links: ``{% tabs "Chia theo" "Ngày" "Ngày" url_1 "Tháng" url_2 %}``."""
    pairs = list(batched(labels_and_urls, 2, strict=True))
    return {"label": label, "current": current, "pairs": pairs}


@register.inclusion_tag("components/chart.html")
def chart(figure_json: str, id: str, title: str, height: str = "medium") -> dict[str, Any]:  # noqa: A002 - the name that HTML gives it
    """A place where chart.js draws a Plotly figure; its table belongs beneath it.

    ``figure_json`` is ``figure.to_json()``; ``height`` is short, medium or tall.
    """
    return {
        "figure_json": escape_for_script(figure_json),
        "id": id,
        "title": title,
        "height": height,
    }


@register.simple_block_tag(takes_context=True)
def confirm(
    context: Context,
    content: SafeString,
    title: str,
    action: str,
    submit: str,
    cancel_url: str,
    kind: str = "danger",
) -> SafeString:
    """A question before something changes; the content says what will change."""
    panel = {
        "content": content,
        "title": title,
        "action": action,
        "submit": submit,
        "cancel_url": cancel_url,
        "kind": kind,
        "csrf_token": context["csrf_token"],
    }
    return render_to_string("components/confirm.html", panel)


def escape_for_script(json_text: str) -> SafeString:
    """JSON that cannot close the script element around it; still the same JSON."""
    escapes = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
    return SafeString(json_text.translate(escapes))
