"""Lines of goods."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class GoodsLineQuerySet(models.QuerySet["GoodsLine"]):
    def leaves(self) -> GoodsLineQuerySet:
        """Lines that a trader may have; the groups above them only sort long lists."""
        return self.filter(is_group=False)

    def grouped(self) -> GoodsLineQuerySet:
        """Leaves with their group at hand, those of one group together."""
        groups_last = F("parent__name").asc(nulls_last=True)
        return self.leaves().select_related("parent").order_by(groups_last, "name")


class GoodsLine(models.Model):
    """A line of goods (ngành hàng), such as cloth or fruit; a group such as "Thực phẩm tươi" holds others.

    Two levels, no more. A trader's main line is a leaf; figures are counted by leaf, since distinct orders
    are no sum over lines.
    """

    slug = models.SlugField("đường dẫn", unique=True)
    name = models.CharField("tên", max_length=80, unique=True)
    name_en = models.CharField("tên tiếng Anh", max_length=80, blank=True)
    is_group = models.BooleanField(
        "là nhóm", default=False, help_text="Nhóm gom các ngành hàng lại; tiểu thương chọn ngành hàng, không chọn nhóm."
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        limit_choices_to={"is_group": True},  # forms and full_clean refuse a third level by it
        verbose_name="thuộc nhóm",
    )

    objects = GoodsLineQuerySet.as_manager()

    class Meta:
        verbose_name = "ngành hàng"
        verbose_name_plural = "ngành hàng"
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="goods_line_not_its_own_group",
                violation_error_message="Một ngành hàng không thể thuộc chính nó.",
            ),
            models.CheckConstraint(
                condition=Q(is_group=False) | Q(parent__isnull=True),
                name="goods_line_group_stands_on_top",
                violation_error_message="Nhóm ngành hàng không thuộc nhóm nào khác.",
            ),
        )

    def __str__(self) -> str:
        return self.name
