"""Who agreed to what, by which words, and when they took it back."""

from __future__ import annotations

from datetime import timedelta

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.privacy.enums import ConsentHow, ConsentPurpose, WithdrawnHow

UNDO_WITHIN = timedelta(minutes=15)
"""How long a withdrawal can be taken for a slip of the finger."""


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    def current(self) -> ConsentTextQuerySet:
        """The version of each purpose that holds now, in the order of ``ConsentPurpose``."""
        newest = self.filter(valid_from__lte=timezone.now()).order_by("purpose", "-valid_from").distinct("purpose")
        places = [models.When(purpose=purpose, then=place) for place, purpose in enumerate(ConsentPurpose)]
        order = models.Case(*places, output_field=models.SmallIntegerField())
        return self.filter(pk__in=newest.values("pk")).order_by(order)


class ConsentText(models.Model):
    """The words that people agree to. A row never changes: other words are a new version.

    ``sentence`` stands beside the box to tick; ``text`` names data, purpose, controller, duration and
    rights; ``on_withdrawal`` says what stops and what stays when the consent is taken back.
    """

    purpose = models.CharField("mục đích", max_length=12, choices=ConsentPurpose)
    version = models.PositiveSmallIntegerField("bản")
    sentence = models.CharField("câu đồng ý", max_length=200)
    text = models.TextField("nội dung")
    on_withdrawal = models.TextField("khi rút lại")
    valid_from = models.DateTimeField("có hiệu lực từ")

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        verbose_name = "nội dung đồng ý"
        verbose_name_plural = "nội dung đồng ý"
        ordering = ("purpose", "version")
        constraints = (
            models.UniqueConstraint(
                fields=("purpose", "version"),
                name="consent_text_version_once",
                violation_error_message="Mục đích này đã có bản mang số đó.",
            ),
            models.UniqueConstraint(
                fields=("purpose", "valid_from"),
                name="consent_text_one_at_a_time",
                violation_error_message="Đã có một bản khác có hiệu lực cùng lúc.",
            ),
            models.UniqueConstraint(
                fields=("id", "purpose"),
                name="consent_text_purpose",
                violation_error_message="Nội dung này đã có.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, bản {self.version}"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def open(self) -> ConsentQuerySet:
        """Consents that hold."""
        return self.filter(withdrawn_at=None)


@pghistory.track()
class Consent(models.Model):
    """A person's yes to one text; open until it is taken back. Rows stay as proof.

    ``purpose`` is the text's: the database holds the two together by a foreign key over both columns.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="consents", verbose_name="người đồng ý"
    )
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="consents", verbose_name="nội dung")
    purpose = models.CharField("mục đích", max_length=12, choices=ConsentPurpose)
    given_at = models.DateTimeField("đồng ý lúc", default=timezone.now)
    how = models.CharField("cách đồng ý", max_length=10, choices=ConsentHow)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi"
    )
    withdrawn_at = models.DateTimeField("rút lại lúc", null=True, blank=True)
    withdrawn_how = models.CharField("cách rút lại", max_length=10, choices=WithdrawnHow, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ai ghi rút lại",
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = "đồng ý"
        verbose_name_plural = "đồng ý"
        ordering = ("-given_at", "-pk")
        indexes = (models.Index(fields=("purpose", "person"), name="consent_open", condition=Q(withdrawn_at=None)),)
        constraints = (
            models.UniqueConstraint(
                fields=("person", "purpose"),
                condition=Q(withdrawn_at=None),
                name="consent_open_once",
                violation_error_message="Người này đang đồng ý với mục đích này rồi.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_how="", withdrawn_by=None)
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_how="")),
                name="consent_withdrawn_when_how_by",
                violation_error_message="Lần rút lại phải ghi đủ lúc nào, cách nào và ai ghi.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_withdrawn_after_given",
                violation_error_message="Lúc rút lại phải sau lúc đồng ý.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}: {self.get_purpose_display()}"

    @property
    def is_open(self) -> bool:
        """Whether it holds."""
        return self.withdrawn_at is None

    @property
    def is_undoable(self) -> bool:
        """Whether the person took it back themself, on the page, a moment ago."""
        is_fresh = self.withdrawn_at is not None and timezone.now() - self.withdrawn_at <= UNDO_WITHIN
        return is_fresh and self.withdrawn_how == WithdrawnHow.WEB
