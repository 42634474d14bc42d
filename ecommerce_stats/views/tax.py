"""Yearly sales beside the tax threshold: a list for those who look after traders, a page for the trader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ecommerce_stats.exports import Export, as_xlsx
from ecommerce_stats.forms import TaxFilterForm
from ecommerce_stats.queries.tax import rules_of, sellers_near_threshold, year_sales
from ecommerce_stats.tables import Column, Table, TableRow
from portal.accounts.permissions import can, may
from portal.accounts.roles import Action
from portal.accounts.stepup import recently_authenticated
from portal.privacy.actions import record_reading
from traders.models import Market, Trader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse, HttpResponseBase

    from ecommerce_stats.queries.tax import YearRules, YearSales
    from portal.accounts.permissions import SignedInRequest

TRADERS_A_PAGE = 50
ESTIMATE = (
    "Ước tính: doanh thu thực của các đơn đã nhập trên sàn × tỷ lệ khấu trừ. Số sàn đã khấu trừ thật nằm ở "
    "chứng từ khấu trừ của sàn; cổng không lập tờ khai thuế."
)
LOWER_BOUND = (
    "Chỉ tính đơn hàng trong các tệp đã nhập; tiền bán tại sạp không có ở đây, nên doanh thu cả năm có thể cao hơn."
)


@require_safe
@may(Action.SEE_TAX_NOTICES)
def tax_notices(request: SignedInRequest) -> HttpResponseBase:
    """Who of one's traders has come to 80 or 100 per cent of the threshold."""
    markets = Market.objects.visible_to(request.user).order_by("name_order")
    form = TaxFilterForm(request.GET, markets=markets, this_year=timezone.localdate().year)
    rules = rules_of(form.year)
    found = sellers_near_threshold(request.user, rules, level=form.level, market=form.market)
    if request.GET.get("tai") == "xlsx":
        return _file(request, found, rules)
    page = Paginator(found, TRADERS_A_PAGE).get_page(request.GET.get("trang"))
    people = [sales.trader.user_id for sales in page]
    record_reading(people=people, reader=request.user, what="doanh thu trong năm", where="Ngưỡng thuế")
    context = {
        "form": form,
        "rules": rules,
        "level": form.level,
        "count": len(found),
        "page": page,
        "estimate": ESTIMATE,
        "lower_bound": LOWER_BOUND,
        "export_url": f"?{form.query}&tai=xlsx" if can(request.user, Action.EXPORT_PERSONAL_DATA) else "",
    }
    return render(request, "ecommerce_stats/tax_notices.html", context)


@require_safe
@may(Action.SEE_OWN_STALL)
def own_tax(request: SignedInRequest) -> HttpResponse:
    """A trader's own year. 404 for a person whose registration is not through yet."""
    trader = Trader.objects.visible_to(request.user).select_related("market").first()
    if trader is None:
        raise Http404
    [sales] = year_sales([trader], rules_of(timezone.localdate().year))
    context = {"sales": sales, "estimate": ESTIMATE, "lower_bound": LOWER_BOUND}
    return render(request, "ecommerce_stats/own_tax.html", context)


@may(Action.EXPORT_PERSONAL_DATA)
@recently_authenticated
def _file(request: SignedInRequest, found: Sequence[YearSales], rules: YearRules) -> HttpResponseBase:
    """The same list to take away; everyone in it can later see that it was taken."""
    people = [sales.trader.user_id for sales in found]
    where = "Tải danh sách ngưỡng thuế"
    record_reading(people=people, reader=request.user, what="doanh thu trong năm", where=where, is_each=True)
    return as_xlsx(_export(found, rules))


def _export(found: Sequence[YearSales], rules: YearRules) -> Export:
    columns = (
        Column("Tiểu thương"), Column("Chợ"), Column("Sạp"), Column("Doanh thu thực trong năm", "vnd"),
        Column("So với ngưỡng", "percent"), Column("Sàn đã khấu trừ (ước tính)", "vnd"),
    )  # fmt: skip
    rows = [
        TableRow(
            (
                sales.trader.name, sales.trader.market.name, ", ".join(s.code for s in sales.trader.stalls.all()),
                sales.revenue, sales.share, sales.withheld,
            )
        )
        for sales in found
    ]  # fmt: skip
    threshold = rules.threshold
    notes = [
        ("Năm", str(rules.year)),
        ("Ngưỡng", f"{threshold.amount} ₫, {threshold.document}" if threshold else "Chưa có văn bản"),
        ("Doanh thu", LOWER_BOUND),
        ("Khấu trừ", ESTIMATE),
    ]
    table = Table("nguong-thue", f"Ngưỡng thuế {rules.year}", columns, rows)
    return Export(f"nguong-thue-{rules.year}", [table], notes)
