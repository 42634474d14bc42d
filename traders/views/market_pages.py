"""The public page of a market as its people make it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.permissions import may
from portal.accounts.roles import Action
from traders.actions import market_pages as actions
from traders.errors import TradersError
from traders.forms.market_pages import HoursForm, MarketTextForm, PictureForm, PictureWordsForm, ZoneForm
from traders.models import Market, MarketPicture, MarketZone
from traders.opening_hours import opening_at
from traders.permissions import visible_market
from traders.public_words import Language, specialities_of, week_of
from traders.views.forms import form_page, posted
from traders.views.public import market_context

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpResponse

    from portal.accounts.permissions import SignedInRequest


def edited_market(request: SignedInRequest, slug: str) -> Market:
    """A market whose page this person may change; 404 and 403 as everywhere."""
    market = visible_market(request.user, slug)
    if not Market.objects.managed_by(request.user, Action.EDIT_MARKET).filter(pk=market.pk).exists():
        raise PermissionDenied
    return market


@may(Action.EDIT_MARKET)
@require_safe
def market_page(request: SignedInRequest, slug: str) -> HttpResponse:
    """All parts of the page, each with the way to change it."""
    market = edited_market(request, slug)
    hours = list(market.hours.all())
    context = {
        "market": market,
        "specialities": specialities_of(market, Language.VIETNAMESE),
        "week": week_of(hours, Language.VIETNAMESE) if hours else [],
        "opening": opening_at(hours, timezone.localtime()),
        "pictures": list(market.pictures.all()),
        "most_pictures": actions.MOST_PICTURES,
        "zones": list(market.zones.all()),
        "language": Language.VIETNAMESE,
        "now": timezone.localtime(),
    }
    return render(request, "traders/market_page.html", context)


@may(Action.EDIT_MARKET)
@require_safe
def market_page_preview(request: SignedInRequest, slug: str) -> HttpResponse:
    """The page as visitors will see it, also while it is hidden."""
    market = edited_market(request, slug)
    language = Language.ENGLISH if request.GET.get("ngon-ngu") == Language.ENGLISH else Language.VIETNAMESE
    context = market_context(market, language, is_preview=True)
    return render(request, "traders/public_market.html", context)


@may(Action.EDIT_MARKET)
@require_http_methods(["GET", "HEAD", "POST"])
def market_page_text(request: SignedInRequest, slug: str) -> HttpResponse:
    market = edited_market(request, slug)
    form = MarketTextForm(posted(request), instance=market)
    if form.is_valid():
        form.save()
        messages.success(request, "Đã lưu lời giới thiệu.")
        return redirect("market_page", slug)
    return _form(request, form, market, "Lời giới thiệu", "Lưu lời giới thiệu")


@may(Action.EDIT_MARKET)
@require_http_methods(["GET", "HEAD", "POST"])
def market_hours(request: SignedInRequest, slug: str) -> HttpResponse:
    market = edited_market(request, slug)
    form = HoursForm(posted(request), market=market)
    if form.is_valid():
        try:
            actions.set_hours(market=market, hours=form.hours, by=request.user)
        except TradersError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Đã lưu giờ mở cửa.")
            return redirect("market_page", slug)
    context = {"form": form, "market": market}
    return render(request, "traders/market_hours.html", context, status=422 if form.is_bound else 200)


@may(Action.EDIT_MARKET)
@require_http_methods(["GET", "HEAD", "POST"])
def market_picture_add(request: SignedInRequest, slug: str) -> HttpResponse:
    market = edited_market(request, slug)
    form = PictureForm(posted(request), request.FILES or None)
    if form.is_valid():
        try:
            actions.add_picture(market=market, by=request.user, **form.cleaned_data)
        except TradersError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, "Đã thêm ảnh.")
            return redirect("market_page", slug)
    return _form(request, form, market, "Thêm ảnh", "Thêm ảnh này")


@may(Action.EDIT_MARKET)
@require_http_methods(["GET", "HEAD", "POST"])
def market_picture_edit(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    market, picture = _picture(request, slug, pk)
    form = PictureWordsForm(posted(request), instance=picture)
    if form.is_valid():
        form.save()
        messages.success(request, "Đã lưu lời tả ảnh.")
        return redirect("market_page", slug)
    remove_url = reverse("market_picture_remove", args=[slug, pk])
    return _form(request, form, market, "Lời tả ảnh", "Lưu lời tả", remove_url)


@may(Action.EDIT_MARKET)
@require_POST
def market_picture_move(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    _, picture = _picture(request, slug, pk)
    actions.move_picture(picture=picture, is_forward=request.POST.get("chieu") != "sau", by=request.user)
    return redirect(reverse("market_page", args=[slug]) + "#anh")


@may(Action.EDIT_MARKET)
@require_http_methods(["GET", "HEAD", "POST"])
def market_picture_remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    market, picture = _picture(request, slug, pk)
    if request.method == "POST":
        actions.remove_picture(picture=picture, by=request.user)
        messages.success(request, "Đã xóa ảnh.")
        return redirect("market_page", slug)
    return render(request, "traders/market_picture_remove.html", {"market": market, "picture": picture})


@may(Action.EDIT_MARKET)
@require_http_methods(["GET", "HEAD", "POST"])
def market_zone_add(request: SignedInRequest, slug: str) -> HttpResponse:
    market = edited_market(request, slug)
    form = ZoneForm(posted(request), market=market)
    if form.is_valid():
        zone = form.save()
        messages.success(request, f"Đã thêm khu {zone}.")
        return redirect("market_page", slug)
    return _form(request, form, market, "Thêm khu", "Thêm khu này")


@may(Action.EDIT_MARKET)
@require_http_methods(["GET", "HEAD", "POST"])
def market_zone_edit(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    market, zone = _zone(request, slug, pk)
    form = ZoneForm(posted(request), instance=zone, market=market)
    if form.is_valid():
        form.save()
        messages.success(request, f"Đã lưu khu {zone}.")
        return redirect("market_page", slug)
    return _form(request, form, market, "Sửa khu", "Lưu khu", reverse("market_zone_remove", args=[slug, pk]))


@may(Action.EDIT_MARKET)
@require_http_methods(["GET", "HEAD", "POST"])
def market_zone_remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    market, zone = _zone(request, slug, pk)
    if request.method != "POST":
        context = {"market": market, "zone": zone, "stall_count": zone.stalls.count()}
        return render(request, "traders/market_zone_remove.html", context)
    try:
        actions.remove_zone(zone=zone, by=request.user)
    except TradersError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Đã xóa khu {zone.name}.")
    return redirect("market_page", slug)


def _picture(request: SignedInRequest, slug: str, pk: int) -> tuple[Market, MarketPicture]:
    market = edited_market(request, slug)
    return market, get_object_or_404(market.pictures, pk=pk)


def _zone(request: SignedInRequest, slug: str, pk: int) -> tuple[Market, MarketZone]:
    market = edited_market(request, slug)
    return market, get_object_or_404(market.zones, pk=pk)


def _form(
    request: SignedInRequest, form: BaseForm, market: Market, title: str, submit: str, remove_url: str = ""
) -> HttpResponse:
    back = reverse("market_page", args=[market.slug])
    return form_page(request, form, market=market, title=title, back_url=back, submit=submit, remove_url=remove_url)
