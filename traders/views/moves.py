"""Traders leave, come back, and move between markets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.permissions import SignedInRequest, may
from portal.accounts.roles import Action
from traders.actions.moves import (
    ask_transfer,
    come_back,
    leave,
    receive_transfer,
    refuse_transfer,
    take_back_transfer,
)
from traders.enums import TraderState
from traders.errors import TradersError
from traders.forms.moves import COME_BACK, LEAVE, MOVE, RECEIVE, MoveForm, ReceiveForm
from traders.models import MarketTransfer, Trader
from traders.views.forms import posted

if TYPE_CHECKING:
    from django.http import HttpResponse

shows_or_takes = require_http_methods(["GET", "HEAD", "POST"])
RELATED = ("trader__goods_line", "from_market", "to_market", "asked_by")


@may(Action.MOVE_TRADERS)
@shows_or_takes
def trader_move(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Leave, come back, or ask another market to receive this trader."""
    movable = Trader.objects.managed_by(request.user, Action.MOVE_TRADERS).select_related("market__ward", "user")
    trader = get_object_or_404(movable, market__slug=slug, pk=pk)
    asked = trader.transfers.waiting().select_related("to_market").first()
    form = MoveForm(posted(request), trader=trader)
    if form.is_valid() and _moved(request, trader, asked, form):
        return redirect("trader_detail", slug, pk)
    context = {
        "market": trader.market,
        "trader": trader,
        "form": form,
        "asked": asked,
        "has_left": trader.state == TraderState.LEFT,
        "stays": trader.stays.select_related("market").order_by("pk"),
    }
    return render(request, "traders/trader_move.html", context, status=422 if form.is_bound else 200)


@may(Action.RECEIVE_TRADERS)
@require_safe
def transfer_list(request: SignedInRequest) -> HttpResponse:
    """Whom other markets send."""
    waiting = MarketTransfer.objects.received_by(request.user).waiting().select_related(*RELATED)
    return render(request, "traders/transfer_list.html", {"transfers": waiting})


@may(Action.RECEIVE_TRADERS)
@shows_or_takes
def transfer_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Receive a trader from another market, or not."""
    mine = MarketTransfer.objects.received_by(request.user).select_related(*RELATED)
    asked = get_object_or_404(mine, pk=pk)
    form = ReceiveForm(posted(request))
    if form.is_valid() and _answered(request, asked, form):
        return redirect("transfer_list")
    context = {"asked": asked, "form": form}
    return render(request, "traders/transfer_answer.html", context, status=422 if form.is_bound else 200)


def _moved(request: SignedInRequest, trader: Trader, asked: MarketTransfer | None, form: MoveForm) -> bool:
    try:
        said = _move(request, trader, asked, form)
    except TradersError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, said)
    return True


def _move(request: SignedInRequest, trader: Trader, asked: MarketTransfer | None, form: MoveForm) -> str:
    sent, by = form.cleaned_data, request.user
    if sent["viec"] == LEAVE:
        leave(trader=trader, by=by, on=sent["tu_ngay"], note=sent["ghi_chu"])
        return f"Đã ghi {trader} rời {trader.market}. Số liệu cũ giữ nguyên."
    if sent["viec"] == COME_BACK:
        come_back(trader=trader, by=by, codes=sent["ma_sap"], on=sent["tu_ngay"])
        return f"Đã ghi {trader} trở lại {trader.market}."
    if sent["viec"] == MOVE:
        ask_transfer(trader=trader, market=sent["cho"], by=by, note=sent["ghi_chu"])
        return f"Đã đề nghị {sent['cho']} nhận {trader}. Chưa có gì thay đổi cho tới khi chợ đó nhận."
    if asked is None:
        raise TradersError("Không có lần chuyển nào đang chờ.")
    take_back_transfer(transfer_asked=asked, by=by)
    return f"Đã thôi chuyển {trader}."


def _answered(request: SignedInRequest, asked: MarketTransfer, form: ReceiveForm) -> bool:
    sent, by = form.cleaned_data, request.user
    try:
        if sent["viec"] == RECEIVE:
            receive_transfer(transfer_asked=asked, by=by, codes=sent["ma_sap"], on=sent["tu_ngay"])
            messages.success(request, f"{asked.trader} nay thuộc {asked.to_market}. Người này được nhắn tin.")
        else:
            refuse_transfer(transfer_asked=asked, by=by, reason=sent["ly_do"])
            messages.success(request, f"Đã từ chối nhận {asked.trader}; chợ cũ được báo.")
    except TradersError as error:
        form.add_error(None, str(error))
        return False
    return True
