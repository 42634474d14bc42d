"""Who looked at whose personal data."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone


class PersonalDataReading(models.Model):
    """One look of one person at another's data. Rows are only added; the retention rule removes old ones.

    ``slot`` is the full hour of a look at a list, which is written once a reader, person, thing and hour;
    NULL for what is written each time, such as an export or the opening of a sealed number.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="data_readings", verbose_name="người được xem"
    )
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người xem")
    what = models.CharField("xem gì", max_length=120)
    where = models.CharField("xem ở đâu", max_length=200)
    at = models.DateTimeField("lúc", default=timezone.now)
    slot = models.DateTimeField("giờ", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "lần xem dữ liệu"
        verbose_name_plural = "lần xem dữ liệu"
        ordering = ("-at", "-pk")
        indexes = (
            models.Index(fields=("person", "-at"), name="reading_by_person"),
            models.Index(fields=("at",), name="reading_by_time"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("person", "reader", "what", "slot"),
                name="reading_once_an_hour",
                violation_error_message="Lần xem này trong giờ đó đã được ghi.",
            ),
        )
        triggers: ClassVar = [
            pgtrigger.Protect(name="readings_only_added", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.reader} xem {self.what} của {self.person}"
