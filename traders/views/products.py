"""Products: a trader's own, a market's, one of them with its pictures and what papers it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.permissions import can, has_role, may
from portal.accounts.roles import Action, Role
from traders.actions import products as actions
from traders.errors import TradersError
from traders.forms.products import PicturesForm, ProductFilterForm, ProductForm
from traders.models import Product, ProductPicture
from traders.models.products import traders_edited_by
from traders.permissions import visible_market
from traders.queries.products import missing_papers, products_for
from traders.views.forms import form_page, posted

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.permissions import SignedInRequest
    from traders.models import Market, Trader

PER_PAGE = 48
may_look = may(Action.SEE_REGISTERS, Action.SEE_OWN_STALL)
may_edit = may(Action.EDIT_REGISTERS, Action.EDIT_OWN_STALL)


@may(Action.SEE_OWN_STALL)
@require_safe
def own_products(request: SignedInRequest) -> HttpResponse:
    """What a trader sells."""
    filters = ProductFilterForm(request.GET)
    return _list(request, products_for(request.user, None, **filters.chosen), filters, None)


@may(Action.SEE_REGISTERS)
@require_safe
def product_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """What the traders of a market sell."""
    market = visible_market(request.user, slug)
    filters = ProductFilterForm(request.GET)
    return _list(request, products_for(request.user, market, **filters.chosen), filters, market)


def _list(
    request: SignedInRequest, products: QuerySet[Product], filters: ProductFilterForm, market: Market | None
) -> HttpResponse:
    page = Paginator(products, PER_PAGE).get_page(request.GET.get("trang"))
    missing = missing_papers(page)
    context = {
        "market": market,
        "filters": filters,
        "is_filtered": any(filters.chosen.values()),
        "page": page,
        "rows": [(product, next(iter(product.pictures.all()), None), missing[product.pk]) for product in page],
    }
    return render(request, "traders/product_list.html", context)


def edited_trader(request: SignedInRequest) -> Trader:
    """The trader themselves, or the one whom the organisation named in the address."""
    traders = traders_edited_by(request.user).select_related("market", "goods_line")
    if has_role(request.user, Role.TRADER):
        return get_object_or_404(traders)
    wanted = request.GET.get("tieu-thuong", "")
    if not wanted.isascii() or not wanted.isdigit():
        raise Http404
    return get_object_or_404(traders, pk=int(wanted))


def _product(request: SignedInRequest, pk: int) -> Product:
    rows = Product.objects.visible_to(request.user)
    rows = rows.select_related("trader__market", "trader__goods_line__parent", "goods_line__parent")
    return get_object_or_404(rows, pk=pk)


def _own_product(request: SignedInRequest, pk: int) -> Product:
    return get_object_or_404(Product.objects.editable_by(request.user).select_related("trader__market"), pk=pk)


@may_edit
@require_http_methods(["GET", "HEAD", "POST"])
def product_add(request: SignedInRequest) -> HttpResponse:
    trader = edited_trader(request)
    form = ProductForm(posted(request), instance=Product(trader=trader, is_sold=True))
    if product := _saved(request, form):
        messages.success(request, f"Đã thêm {product.name}. Thêm ảnh để người mua thấy hàng.")
        return redirect("product_detail", product.pk)
    back = _back(request, trader)
    return form_page(request, form, market=trader.market, title="Thêm mặt hàng", back_url=back, submit="Thêm mặt hàng")


@may_edit
@require_http_methods(["GET", "HEAD", "POST"])
def product_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    product = _own_product(request, pk)
    form = ProductForm(posted(request), instance=product)
    if _saved(request, form):
        messages.success(request, f"Đã lưu {product.name}.")
        return redirect("product_detail", pk)
    back = reverse("product_detail", args=[pk])
    return form_page(
        request, form, market=product.trader.market, title="Sửa mặt hàng", back_url=back, submit="Lưu mặt hàng"
    )


def _saved(request: SignedInRequest, form: ProductForm) -> Product | None:
    """The product as saved; None when something has to be put right, which then stands in the form."""
    if not form.is_valid():
        return None
    try:
        return actions.save_product(product=form.save(commit=False), by=request.user)
    except TradersError as error:
        form.add_error(None, str(error))
        return None


def _back(request: SignedInRequest, trader: Trader) -> str:
    if has_role(request.user, Role.TRADER):
        return reverse("own_products")
    return reverse("trader_detail", args=[trader.market.slug, trader.pk])


@may_look
@require_safe
def product_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    return _detail(request, _product(request, pk), None)


def _detail(request: SignedInRequest, product: Product, form: PicturesForm | None) -> HttpResponse:
    pictures = list(product.pictures.all())
    context: dict[str, Any] = {
        "product": product,
        "line": product.goods_line or product.trader.goods_line,
        "pictures": pictures,
        "missing": missing_papers([product])[product.pk],
        "may_edit": Product.objects.editable_by(request.user).filter(pk=product.pk).exists(),
        "sees_market": can(request.user, Action.SEE_REGISTERS),
        "room": actions.MOST_PICTURES - len(pictures),
        "form": form or PicturesForm(),
    }
    return render(request, "traders/product_detail.html", context, status=422 if form else 200)


@may_edit
@require_POST
def product_copy(request: SignedInRequest, pk: int) -> HttpResponse:
    copy = actions.copy_product(product=_own_product(request, pk), by=request.user)
    messages.success(request, "Đã chép. Sửa tên, giá rồi đánh dấu đang bán.")
    return redirect("product_edit", copy.pk)


@may_edit
@require_POST
def product_sold(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sold now, or no longer."""
    product = _own_product(request, pk)
    is_sold = request.POST.get("ban") == "1"
    actions.set_sold(product=product, is_sold=is_sold, by=request.user)
    messages.success(request, f"{product.name}: {'đang bán' if is_sold else 'thôi bán'}.")
    return redirect("product_detail", pk)


@may_edit
@require_POST
def product_pictures(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add pictures."""
    product = _own_product(request, pk)
    form = PicturesForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            added = actions.add_pictures(product=product, files=form.cleaned_data["pictures"], by=request.user)
        except TradersError as error:
            form.add_error("pictures", str(error))
        else:
            messages.success(request, f"Đã thêm {len(added)} ảnh.")
            return redirect("product_detail", pk)
    return _detail(request, _product(request, pk), form)


def _picture(request: SignedInRequest, pk: int) -> ProductPicture:
    return get_object_or_404(
        ProductPicture.objects.filter(product__in=Product.objects.editable_by(request.user)), pk=pk
    )


@may_edit
@require_POST
def product_picture_first(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make it the one that lists show."""
    picture = _picture(request, pk)
    actions.put_picture_first(picture=picture, by=request.user)
    return redirect("product_detail", picture.product_id)


@may_edit
@require_POST
def product_picture_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    picture = _picture(request, pk)
    product = picture.product_id
    actions.remove_picture(picture=picture, by=request.user)
    messages.success(request, "Đã bỏ ảnh.")
    return redirect("product_detail", product)
