"""What a trader sells, with pictures, and the papers that the law asks for."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When

from portal.accounts.roles import ALLOWED, Action
from portal.files import private_files
from portal.search import Fold, VietnameseOrder
from traders.enums import CheckState, PaperCondition, PaperKind
from traders.models.goods import GoodsLine
from traders.models.people import Trader, TraderQuerySet

if TYPE_CHECKING:
    from traders.models.actors import Actor

RUNS_OUT_DAYS = 30
"""A paper that ends within so many days is shown as running out."""


def traders_edited_by(user: Actor) -> TraderQuerySet:
    """Whose products and papers ``user`` may add and change: the trader themselves, or their organisation."""
    if user.is_authenticated and user.role in ALLOWED[Action.EDIT_OWN_STALL]:
        return Trader.objects.filter(user=user)
    return Trader.objects.managed_by(user)


class ProductQuerySet(models.QuerySet["Product"]):
    def visible_to(self, user: Actor) -> ProductQuerySet:
        return self.filter(trader__in=Trader.objects.visible_to(user))

    def managed_by(self, user: Actor, action: Action = Action.EDIT_REGISTERS) -> ProductQuerySet:
        return self.filter(trader__in=Trader.objects.managed_by(user, action))

    def editable_by(self, user: Actor) -> ProductQuerySet:
        """The trader's own, and those of the traders whom an organisation keeps the register of."""
        return self.filter(trader__in=traders_edited_by(user))


@pghistory.track(exclude=["name_folded", "name_order"])
class Product(models.Model):
    """An item (mặt hàng) that a trader sells; ``price`` in VND for one ``unit``."""

    trader = models.ForeignKey(Trader, models.CASCADE, related_name="products", verbose_name="tiểu thương")
    name = models.CharField("tên mặt hàng", max_length=160)
    unit = models.CharField("đơn vị", max_length=30, help_text="Ví dụ: kg, hộp 500 g, cái.")
    price = models.BigIntegerField("giá bán", null=True, blank=True)
    goods_line = models.ForeignKey(
        GoodsLine, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ngành hàng"
    )
    description = models.TextField("mô tả", max_length=2000, blank=True)
    is_sold = models.BooleanField("đang bán", default=True)
    name_folded = models.GeneratedField(expression=Fold("name"), output_field=models.TextField(), db_persist=True)
    name_order = models.GeneratedField(
        expression=VietnameseOrder("name"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = "mặt hàng"
        verbose_name_plural = "mặt hàng"
        ordering = ("trader_id", "name_order")
        constraints = (
            models.UniqueConstraint(
                "trader",
                models.functions.Lower("name"),
                models.functions.Lower("unit"),
                name="product_once_a_trader",
                violation_error_message="Đã có mặt hàng này với cùng đơn vị.",
            ),
            models.CheckConstraint(
                condition=Q(price__isnull=True) | Q(price__gt=0),
                name="product_price_positive",
                violation_error_message="Giá bán phải lớn hơn 0.",
            ),
        )

    def __str__(self) -> str:
        return self.name


class ProductPicture(models.Model):
    """A picture of a product, re-encoded and without what cameras write into files."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="pictures")
    image = models.ImageField("ảnh", upload_to="hang/", width_field="width", height_field="height")
    width = models.PositiveSmallIntegerField(editable=False)
    height = models.PositiveSmallIntegerField(editable=False)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "ảnh mặt hàng"
        verbose_name_plural = "ảnh mặt hàng"
        ordering = ("product_id", "position", "pk")

    def __str__(self) -> str:
        return f"Ảnh {self.product}"


class PaperQuerySet(models.QuerySet["Paper"]):
    def visible_to(self, user: Actor) -> PaperQuerySet:
        return self.filter(trader__in=Trader.objects.visible_to(user))

    def managed_by(self, user: Actor, action: Action = Action.CHECK_PAPERS) -> PaperQuerySet:
        return self.filter(trader__in=Trader.objects.managed_by(user, action))

    def editable_by(self, user: Actor) -> PaperQuerySet:
        return self.filter(trader__in=traders_edited_by(user))

    def in_force(self) -> PaperQuerySet:
        """All but those in whose place an accepted one stands."""
        return self.exclude(replacement__state=CheckState.ACCEPTED)

    def on(self, day: dt.date) -> PaperQuerySet:
        """With ``condition``: how each stands on ``day``, the first of ``PaperCondition`` that fits."""
        ends = day + dt.timedelta(days=RUNS_OUT_DAYS)
        return self.annotate(
            condition=Case(
                When(state=CheckState.WAITING, then=Value(PaperCondition.WAITING)),
                When(state=CheckState.REFUSED, then=Value(PaperCondition.REFUSED)),
                When(replacement__state=CheckState.ACCEPTED, then=Value(PaperCondition.REPLACED)),
                When(valid_until__lt=day, then=Value(PaperCondition.EXPIRED)),
                When(valid_until__lte=ends, then=Value(PaperCondition.RUNS_OUT)),
                default=Value(PaperCondition.VALID),
                output_field=models.CharField(),
            )
        )

    def valid_on(self, day: dt.date) -> PaperQuerySet:
        """Checked, begun, and not ended on ``day`` (``valid_until`` is the last day)."""
        return self.filter(
            Q(issued_on__isnull=True) | Q(issued_on__lte=day),
            Q(valid_until__isnull=True) | Q(valid_until__gte=day),
            state=CheckState.ACCEPTED,
        )

    def running_out(self, day: dt.date) -> PaperQuerySet:
        """Valid on ``day``, and not for longer than ``RUNS_OUT_DAYS`` more."""
        return self.in_force().valid_on(day).filter(valid_until__lte=day + dt.timedelta(days=RUNS_OUT_DAYS))


@pghistory.track()
class Paper(models.Model):
    """A document of a trader, for some of their products or (without ``products``) for all of them.

    ``file`` lies encrypted in the private storage; ``sha256`` is that of what was handed in, so that sending a
    form twice adds one row. A renewed paper is a new row that ``replaces`` the old one, which stays to be read.
    """

    trader = models.ForeignKey(Trader, models.CASCADE, related_name="papers", verbose_name="tiểu thương")
    kind = models.CharField("loại giấy tờ", max_length=12, choices=PaperKind)
    number = models.CharField("số", max_length=80, blank=True)
    issued_by = models.CharField("nơi cấp", max_length=160, blank=True)
    issued_on = models.DateField("ngày cấp", null=True, blank=True)
    valid_until = models.DateField("có giá trị đến hết ngày", null=True, blank=True)
    products = models.ManyToManyField(Product, blank=True, related_name="papers", verbose_name="cho mặt hàng")
    file = models.FileField("tệp", upload_to="giay-to/", storage=private_files, max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replacement", verbose_name="thay cho"
    )
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField("tình trạng", max_length=8, choices=CheckState, default=CheckState.WAITING)
    reason = models.CharField("lý do chưa đạt", max_length=300, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField("kiểm tra lúc", null=True, blank=True)
    added_at = models.DateTimeField("thêm lúc", auto_now_add=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = "giấy tờ"
        verbose_name_plural = "giấy tờ"
        ordering = ("trader_id", "kind", F("valid_until").asc(nulls_last=True))
        constraints = (
            models.CheckConstraint(
                condition=Q(state=CheckState.WAITING, checked_at__isnull=True)
                | Q(~Q(state=CheckState.WAITING), checked_at__isnull=False),
                name="paper_checked_has_time",
                violation_error_message="Giấy tờ đã kiểm tra phải có lúc kiểm tra.",
            ),
            models.CheckConstraint(
                condition=~Q(state=CheckState.REFUSED) | ~Q(reason=""),
                name="paper_refused_has_reason",
                violation_error_message="Ghi lý do giấy tờ chưa đạt.",
            ),
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True) | Q(valid_until__isnull=True) | Q(issued_on__lte=F("valid_until")),
                name="paper_days_in_order",
                violation_error_message="Ngày cấp phải trước ngày hết giá trị.",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")),
                name="paper_not_its_own_replacement",
                violation_error_message="Một giấy tờ không thay cho chính nó.",
            ),
            models.UniqueConstraint(
                fields=("trader", "kind", "sha256"),
                condition=~Q(sha256="") & ~Q(state=CheckState.REFUSED),
                name="paper_file_once_a_kind",
                violation_error_message="Tệp này đã được nộp cho loại giấy tờ này.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}".strip()
