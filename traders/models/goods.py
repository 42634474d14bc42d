"""Lines of goods."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class GoodsLine(models.Model):
    """A line of goods (ngành hàng), such as cloth or fruit; groups such as "Thực phẩm" hold others.

    A trader's main line is a leaf. Figures are counted by leaf, since orders are no sum over lines.
    """

    slug = models.SlugField("đường dẫn", unique=True)
    name = models.CharField("tên", max_length=80, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="thuộc nhóm"
    )

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
        )

    def __str__(self) -> str:
        return self.name
