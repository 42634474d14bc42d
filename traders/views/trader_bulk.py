"""What is done with many traders of a list: asked, counted, confirmed, done, undone."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from portal.accounts.models import User
from portal.accounts.permissions import can, may
from portal.accounts.roles import Action
from portal.accounts.stepup import recently_authenticated
from portal.notifications.actions import notify_many
from portal.privacy.actions import record_reading
from traders.actions.bulk import Change, set_einvoice, set_goods_line, undo_change
from traders.errors import TradersError
from traders.forms import ManyEinvoiceForm, ManyGoodsLineForm, ManyMessageForm, SelectionForm
from traders.models import Trader
from traders.queries import sorted_by
from traders.trader_exports import write_list
from traders.views.traders import UNDO, remember_undo

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse, HttpResponseBase

    from portal.accounts.permissions import SignedInRequest

type AnyForm = ManyGoodsLineForm | ManyEinvoiceForm | ManyMessageForm


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do with many: who may, what is asked besides, and how it is done."""

    action: Action
    title: str
    submit: str
    form: Callable[..., AnyForm]
    do: Callable[[SignedInRequest, QuerySet[Trader], Any], None]


@require_POST
@may(Action.EDIT_REGISTERS, Action.SEND_CAMPAIGNS)
def trader_bulk(request: SignedInRequest, task: str) -> HttpResponse:
    """First the question with the number of people, then, when that number still holds, the deed."""
    todo = TASKS.get(task)
    if todo is None or not can(request.user, todo.action):
        raise Http404
    selection = SelectionForm(request.POST, user=request.user)
    if not selection.is_valid():
        return _refused(request, "Danh sách đã chọn không đọc được. Hãy chọn lại.")
    traders = selection.chosen(Trader.objects.managed_by(request.user, todo.action))
    count, asked = traders.count(), selection.cleaned_data["so"]
    if not count:
        return _refused(request, "Chưa chọn ai, hoặc không ai trong số đã chọn thuộc chợ của bạn.", selection)
    form = todo.form(request.POST if asked is not None else None)
    if asked == count and form.is_valid():
        todo.do(request, traders, form.value())
        return redirect(selection.list_url())
    context = {
        "form": form, "todo": todo, "count": count, "asked": asked, "hidden": selection.hidden(),
        "back_url": selection.list_url(), "once": request.POST.get("mot_lan") or uuid4().hex,
        "some": traders.order_by("name_order")[:5],
    }  # fmt: skip
    return render(request, "traders/trader_bulk.html", context, status=200 if asked is None else 422)


@require_POST
@may(Action.EXPORT_PERSONAL_DATA)
@recently_authenticated
def trader_export(request: SignedInRequest) -> HttpResponseBase:
    """The chosen as a workbook; everyone in it can later see that it was taken."""
    selection = SelectionForm(request.POST, user=request.user)
    if not selection.is_valid():
        return _refused(request, "Danh sách đã chọn không đọc được. Hãy chọn lại.")
    traders = selection.chosen(Trader.objects.managed_by(request.user, Action.EXPORT_PERSONAL_DATA))
    people = list(traders.order_by().values_list("user_id", flat=True))
    if not people:
        return _refused(request, "Chưa chọn ai để tải về.", selection)
    what = "họ tên, số điện thoại, mã số thuế (che số), kho"
    record_reading(people=people, reader=request.user, what=what, where="Tải danh sách tiểu thương", is_each=True)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write_list(sorted_by(traders), file)
    file.seek(0)
    name = f"tieu-thuong-{timezone.localdate():%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name)


@require_POST
@may(Action.EDIT_REGISTERS)
def trader_undo(request: SignedInRequest) -> HttpResponse:
    offered = request.session.pop(UNDO, None)
    if offered is None:
        return _refused(request, "Không còn thay đổi nào để hoàn tác.")
    try:
        count = undo_change(context=UUID(offered["context"]), by=request.user)
    except TradersError as error:
        return _refused(request, str(error))
    messages.success(request, f"Đã hoàn tác cho {count} người.")
    return redirect("trader_register")


def _refused(request: SignedInRequest, why: str, selection: SelectionForm | None = None) -> HttpResponse:
    messages.error(request, why)
    return redirect(selection.list_url() if selection else reverse("trader_register"))


def _goods_line(request: SignedInRequest, traders: QuerySet[Trader], line: Any) -> None:
    _tell(request, set_goods_line(traders=traders, line=line, by=request.user), f"Đã ghi ngành hàng {line}")


def _einvoice(request: SignedInRequest, traders: QuerySet[Trader], uses: Any) -> None:
    answer = {True: "có dùng", False: "không dùng", None: "chưa rõ"}[uses]
    _tell(request, set_einvoice(traders=traders, uses=uses, by=request.user), f"Đã ghi hóa đơn điện tử: {answer}")


def _message(request: SignedInRequest, traders: QuerySet[Trader], text: Any) -> None:
    people = User.objects.filter(trader__in=traders.order_by())
    batch = notify_many(
        people=people,
        template="general",
        values_for=lambda _person: {"text": text},
        title=text[:60],
        by=request.user,
        key=f"traders:{request.user.pk}:{request.POST.get('mot_lan', '')[:40]}",
    )
    messages.success(request, f"Đã gửi tin cho {batch.count} người. Xem kết quả ở mục Tin nhắn.")


def _tell(request: SignedInRequest, change: Change, words: str) -> None:
    remember_undo(request, change.context, f"{words} cho {change.count} người.")


TASKS = {
    "nganh-hang": Task(Action.EDIT_REGISTERS, "Ghi ngành hàng", "Ghi ngành hàng cho", ManyGoodsLineForm, _goods_line),
    "hoa-don": Task(
        Action.EDIT_REGISTERS, "Ghi hóa đơn điện tử", "Ghi hóa đơn điện tử cho", ManyEinvoiceForm, _einvoice
    ),
    "nhan-tin": Task(Action.SEND_CAMPAIGNS, "Gửi tin", "Gửi tin cho", ManyMessageForm, _message),
}
