"""Order lines as they stand today, the versions they came from, and the days whose figures are stale."""

# ruff: noqa: S608 - no text from outside enters a statement; values are parameters
from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from livestreams.enums import Airing, HoldState, LineStatus, Method, ReturnKind
from livestreams.models.imports import ImportBatch
from livestreams.models.sessions import LiveSession
from portal.accounts.models import Role
from portal.places.models import Province, Ward
from traders.enums import Platform
from traders.models import GoodsLine, Market, ShopAccount, Trader

if TYPE_CHECKING:
    from traders.models.actors import Actor

_MARK = """
    INSERT INTO livestreams_stalesellerday (market_id, account_id, trader_id, day, reason, marked_at)
    SELECT market_id, account_id, trader_id, day,
        coalesce(current_setting('portal.reason', true), ''), clock_timestamp()
    FROM ({changed}) AS changed
    GROUP BY market_id, account_id, trader_id, day;
    RETURN NULL;
"""


def _marks_stale(name: str, operation: pgtrigger.Operation, **tables: str) -> pgtrigger.Trigger:
    """Mark the (account, trader, day) of every changed line, in the transaction of the change itself.

    Marks are only ever added, never merged with a mark that stands already: a worker that is just
    taking the older mark has not seen this change.
    """
    columns = "market_id, account_id, trader_id, day"
    changed = " UNION ALL ".join(f"SELECT {columns} FROM {table}" for table in tables.values())
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**tables),
        func=_MARK.format(changed=changed),
    )


KEYS_OF_A_STATEMENT = {
    "account_id": "traders_shopaccount",
    "market_id": "traders_market",
    "ward_id": "places_ward",
    "trader_id": "traders_trader",
    "goods_line_id": "traders_goodsline",
    "batch_id": "livestreams_importbatch",
    "chosen_session_id": "livestreams_livesession",
}
"""Foreign keys that are checked once a statement: within an import they hardly differ from line to line."""

_CHECK = """
    IF EXISTS (
        SELECT 1 FROM (SELECT DISTINCT {columns} FROM new_lines) AS new_keys WHERE {is_wrong}
    ) THEN
        RAISE EXCEPTION 'an order line names a row that does not exist' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
"""


def _checks_keys(name: str, operation: pgtrigger.Operation) -> pgtrigger.Trigger:
    """Refuse lines whose keys point nowhere, set by set; see decision 7."""
    columns = {**KEYS_OF_A_STATEMENT, "buyer_province_id": "places_province"}
    is_wrong = " OR ".join(
        f"({column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {table} AS target"
        f" WHERE target.{'code' if table == 'places_province' else 'id'} = new_keys.{column}))"
        for column, table in columns.items()
    )
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(new="new_lines")
        if operation is pgtrigger.Insert
        else pgtrigger.Referencing(old="old_lines", new="new_lines"),
        func=_CHECK.format(columns=", ".join(columns), is_wrong=is_wrong),
    )


class OrderLineQuerySet(models.QuerySet["OrderLine"]):
    def visible_to(self, user: Actor) -> OrderLineQuerySet:
        if user.is_authenticated and user.role == Role.TRADER:
            return self.filter(trader__user=user)
        return self.filter(market__in=Market.objects.visible_to(user))

    def counted(self) -> OrderLineQuerySet:
        """Lines that stand in figures."""
        return self.filter(hold=HoldState.COUNTED)


class OrderLine(models.Model):
    """One row of a seller's export, as its order stands today. All money in integer VND.

    The first block are the facts of the file, compared to tell *updated* from *unchanged*. The
    second is worked out from the order as stored. ``market``, ``ward`` and ``goods_line`` are kept
    from the first import of the order: figures stay with the market where the sale happened.
    """

    account = models.ForeignKey(ShopAccount, models.PROTECT, related_name="lines", db_index=False, db_constraint=False)
    order_no = models.CharField("mã đơn", max_length=80)
    line_key = models.CharField("mã dòng", max_length=600)
    occurrence = models.PositiveSmallIntegerField("lần thứ")
    product = models.CharField("sản phẩm", max_length=500)
    variation = models.CharField("phân loại", max_length=300, blank=True)
    quantity = models.PositiveIntegerField("số lượng")
    returned_quantity = models.PositiveIntegerField("số lượng hoàn", null=True)
    unit_price = models.BigIntegerField("đơn giá")
    base_value = models.BigIntegerField("giá trị trước khi chia giảm giá của đơn")
    seller_discount = models.BigIntegerField("người bán trợ giá", default=0)
    platform_discount = models.BigIntegerField("sàn trợ giá", default=0)
    order_discount = models.BigIntegerField("giảm giá của cả đơn, ghi trên dòng này", default=0)
    status_word = models.CharField("trạng thái trong file", max_length=300, blank=True)
    word_status = models.CharField("trạng thái theo từ", max_length=20, choices=LineStatus)
    return_word = models.CharField("trạng thái trả hàng trong file", max_length=300, blank=True)
    return_kind = models.CharField("loại trả hàng", max_length=10, choices=ReturnKind, blank=True)
    is_failed_delivery = models.BooleanField("lý do là giao thất bại", default=False)
    placed_at = models.DateTimeField("đặt lúc")
    is_placed_time_known = models.BooleanField("có giờ đặt", default=True)
    paid_at = models.DateTimeField("thanh toán lúc", null=True)
    ready_at = models.DateTimeField("sẵn sàng gửi lúc", null=True)
    shipped_at = models.DateTimeField("gửi lúc", null=True)
    delivered_at = models.DateTimeField("giao lúc", null=True)
    completed_at = models.DateTimeField("hoàn thành lúc", null=True)
    cancelled_at = models.DateTimeField("hủy lúc", null=True)
    updated_at = models.DateTimeField("sàn cập nhật lúc", null=True)
    channel = models.CharField("kênh", max_length=80, blank=True)
    creator_handle = models.CharField("nhà sáng tạo trong file", max_length=80, blank=True)
    session_code = models.CharField("mã phiên trong file", max_length=40, blank=True)
    stall_code = models.CharField("mã sạp trong file", max_length=30, blank=True)
    buyer_province = models.ForeignKey(
        Province, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )

    platform = models.CharField("sàn", max_length=12, choices=Platform)
    market = models.ForeignKey(Market, models.PROTECT, related_name="lines", db_index=False, db_constraint=False)
    ward = models.ForeignKey(Ward, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    trader = models.ForeignKey(
        Trader, models.PROTECT, null=True, related_name="lines", db_index=False, db_constraint=False
    )
    goods_line = models.ForeignKey(
        GoodsLine, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    day = models.DateField("ngày của đơn")
    share = models.BigIntegerField("phần giảm giá của đơn chia cho dòng", default=0)
    status = models.CharField("trạng thái", max_length=20, choices=LineStatus)
    placed_value = models.BigIntegerField("doanh số đặt")
    completed_value = models.BigIntegerField("doanh thu thực")
    units_completed = models.PositiveIntegerField("số lượng hoàn thành")
    chosen_session = models.ForeignKey(
        LiveSession, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    session = models.ForeignKey(LiveSession, models.PROTECT, null=True, related_name="lines", db_index=False)
    method = models.CharField("cách gắn phiên", max_length=14, choices=Method)
    airing = models.CharField("lúc bán", max_length=5, choices=Airing)
    hold = models.CharField("có tính không", max_length=8, choices=HoldState, default=HoldState.COUNTED)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="lines", db_index=False, db_constraint=False)
    row_no = models.PositiveIntegerField("dòng trong file")

    objects = OrderLineQuerySet.as_manager()

    class Meta:
        verbose_name = "dòng đơn hàng"
        verbose_name_plural = "dòng đơn hàng"
        indexes = (
            models.Index(fields=("market", "day", "account"), name="line_by_market_day"),
            models.Index(fields=("account", "placed_at"), name="line_by_account_time"),
            models.Index(fields=("batch",), name="line_by_batch"),
            models.Index(fields=("session",), name="line_by_session", condition=Q(session__isnull=False)),
            models.Index(fields=("creator_handle",), name="line_by_creator", condition=~Q(creator_handle="")),
            models.Index(fields=("session_code",), name="line_by_session_code", condition=~Q(session_code="")),
            models.Index(
                fields=("account", "order_no"),
                name="line_for_review",
                condition=Q(method="review")
                | Q(hold="held")
                | Q(status="unknown")
                | Q(return_kind="unknown")
                | Q(trader__isnull=True),
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("order_no", "line_key", "occurrence", "account"),
                name="order_line_once",
                violation_error_message="Dòng đơn hàng này đã có.",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1) & Q(unit_price__gte=0) & Q(placed_value__gte=0) & Q(share__gte=0),
                name="order_line_amounts_lawful",
                violation_error_message="Số lượng phải từ 1, giá và giảm giá không được âm.",
            ),
            models.CheckConstraint(
                condition=Q(completed_value__gte=0) & Q(completed_value__lte=F("placed_value")),
                name="order_line_completed_within_placed",
                violation_error_message="Doanh thu thực không được lớn hơn doanh số đặt.",
            ),
            models.CheckConstraint(
                condition=Q(airing="none", session__isnull=True) | (~Q(airing="none") & Q(session__isnull=False)),
                name="order_line_airing_has_session",
                violation_error_message="Dòng bán trong phiên phải có phiên.",
            ),
        )
        triggers = (
            _checks_keys("check_inserted", pgtrigger.Insert),
            _checks_keys("check_updated", pgtrigger.Update),
            _marks_stale("mark_inserted", pgtrigger.Insert, new="new_lines"),
            _marks_stale("mark_updated", pgtrigger.Update, old="old_lines", new="new_lines"),
            _marks_stale("mark_deleted", pgtrigger.Delete, old="old_lines"),
        )

    def __str__(self) -> str:
        return f"{self.order_no} · {self.product}"


class OrderVersion(models.Model):
    """An order as one import showed it. Kept from an order's second showing on, or when rows were rejected.

    ``stamp``, ``life`` and ``upload_rank`` say which version is newer. ``rows`` are its lines (facts, in
    the order of ``livestreams.order_lines.line.FACTS``, then the row number); null while they are exactly
    the order's lines of today. ``rejected_keys`` are the (line key, occurrence) of rows that were not taken.
    """

    account = models.ForeignKey(ShopAccount, models.CASCADE, related_name="order_versions", db_index=False)
    order_no = models.CharField(max_length=80)
    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="order_versions")
    stamp = models.DateTimeField()
    life = models.PositiveSmallIntegerField()
    upload_rank = models.PositiveBigIntegerField()
    rows = models.JSONField(null=True)
    rejected_keys = models.JSONField(default=list)

    class Meta:
        verbose_name = "phiên bản đơn hàng"
        verbose_name_plural = "phiên bản đơn hàng"
        constraints = (
            models.UniqueConstraint(fields=("order_no", "account", "batch"), name="order_version_once_an_import"),
        )

    def __str__(self) -> str:
        return f"{self.order_no} @ {self.stamp:%d/%m/%Y %H:%M}"


class StaleSellerDay(models.Model):
    """A mark that the figures of (market, account, trader, day) are older than its lines. Written by trigger."""

    market_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    trader_id = models.BigIntegerField(null=True)
    day = models.DateField()
    reason = models.CharField(max_length=300, blank=True)
    marked_at = models.DateTimeField()

    class Meta:
        verbose_name = "ngày cần tính lại"
        verbose_name_plural = "ngày cần tính lại"
        indexes = (models.Index(fields=("market_id", "day"), name="stale_by_market"),)

    def __str__(self) -> str:
        return f"{self.market_id}/{self.trader_id} {self.day:%d/%m/%Y}"


@pghistory.track()
class SessionDecision(models.Model):
    """A person's word on the session of an order; it stays when sessions or files change."""

    account = models.ForeignKey(ShopAccount, models.CASCADE, related_name="session_decisions")
    order_no = models.CharField("mã đơn", max_length=80)
    session = models.ForeignKey(LiveSession, models.PROTECT, null=True, blank=True, related_name="decisions")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("quyết định lúc", auto_now=True)

    class Meta:
        verbose_name = "phiên do người chọn"
        verbose_name_plural = "phiên do người chọn"
        constraints = (
            models.UniqueConstraint(
                fields=("account", "order_no"),
                name="session_decision_once",
                violation_error_message="Đơn này đã được chọn phiên.",
            ),
        )

    def __str__(self) -> str:
        return self.order_no


@pghistory.track()
class HoldDecision(models.Model):
    """A person's word on an order that stands in two accounts of one trader: count it, or not."""

    account = models.ForeignKey(ShopAccount, models.CASCADE, related_name="hold_decisions")
    order_no = models.CharField("mã đơn", max_length=80)
    is_counted = models.BooleanField("có tính")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("quyết định lúc", auto_now=True)

    class Meta:
        verbose_name = "quyết định đơn trùng"
        verbose_name_plural = "quyết định đơn trùng"
        constraints = (
            models.UniqueConstraint(
                fields=("account", "order_no"),
                name="hold_decision_once",
                violation_error_message="Đơn này đã được quyết định.",
            ),
        )

    def __str__(self) -> str:
        return self.order_no
