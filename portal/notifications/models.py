"""Messages, what was tried with them, and what people do not want to get."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.notifications.enums import ARRIVED_STATES, ESSENTIAL, OPEN_STATES, AttemptState, Channel, Purpose, State
from portal.notifications.hooks import colleagues_of


def senders_seen_by(user: User) -> models.QuerySet[User]:
    """Whose messages ``user`` may read about: their own and their colleagues' in the market or the city's office."""
    colleagues = Q(pk__in=[user.pk, *colleagues_of(user)])
    if user.role == Role.OFFICIAL:
        colleagues |= Q(role=Role.OFFICIAL, city=user.city_id)
    return User.objects.filter(colleagues)


def new_reference() -> str:
    """Names a message to gateways; nobody can guess another one."""
    return secrets.token_hex(10)


class MessageBatchQuerySet(models.QuerySet["MessageBatch"]):
    """Ways to choose batches."""

    def visible_to(self, user: User) -> "MessageBatchQuerySet":
        """What ``user`` or those who work with them sent; everything for the administrator."""
        return self if user.role == Role.ADMINISTRATOR else self.filter(by__in=senders_seen_by(user))


class MessageBatch(models.Model):
    """Messages that were written together, to many people."""

    title = models.CharField("tên đợt tin", max_length=160)
    purpose = models.CharField("mục đích", max_length=20, choices=Purpose)
    template = models.CharField("mẫu tin", max_length=60)
    count = models.PositiveIntegerField("số tin", default=0)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người gửi"
    )
    made_at = models.DateTimeField("lúc gửi", default=timezone.now)
    resent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người gửi lại lần cuối",
    )
    resent_at = models.DateTimeField("lúc gửi lại lần cuối", null=True, blank=True)
    key = models.CharField(
        "khóa chống gửi hai lần",
        max_length=200,
        null=True,
        blank=True,
        unique=True,
        error_messages={"unique": "Đợt tin này đã được gửi."},
    )

    objects = MessageBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "đợt tin"
        verbose_name_plural = "đợt tin"
        ordering = ("-made_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(resent_by__isnull=True, resent_at__isnull=True)
                | Q(resent_by__isnull=False, resent_at__isnull=False),
                name="batch_resent_by_and_at",
                violation_error_message="Người gửi lại và lúc gửi lại phải đi cùng nhau.",
            ),
        )

    def __str__(self) -> str:
        return self.title


class MessageQuerySet(models.QuerySet["Message"]):
    """Ways to choose messages."""

    def of(self, person: User) -> "MessageQuerySet":
        """What was written to ``person``."""
        return self.filter(person=person)

    def visible_to(self, user: User) -> "MessageQuerySet":
        """What ``user`` or those who work with them sent; everything for the administrator."""
        return self if user.role == Role.ADMINISTRATOR else self.filter(by__in=senders_seen_by(user))

    def open(self) -> "MessageQuerySet":
        """What may still be given to a gateway."""
        return self.filter(state__in=OPEN_STATES)

    def closed(self) -> "MessageQuerySet":
        """What nobody will try to send any more."""
        return self.exclude(state__in=OPEN_STATES)

    def undelivered(self) -> "MessageQuerySet":
        """What failed and may be sent again."""
        return self.filter(state=State.FAILED)


class Message(models.Model):
    """One message to one person, or to a number that belongs to nobody yet.

    Name, number and address are those of the moment of writing. ``text`` shows ``••••••`` for what only
    the receiver may read; the real value lies encrypted in ``sealed`` until the message has been given
    to a gateway, and nowhere afterwards.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name="người nhận",
    )
    name = models.CharField("tên người nhận", max_length=120, blank=True)
    phone = models.CharField("số điện thoại", max_length=16, blank=True)
    email = models.EmailField("e-mail", blank=True)
    purpose = models.CharField("mục đích", max_length=20, choices=Purpose)
    template = models.CharField("mẫu tin", max_length=60)
    text = models.TextField("nội dung")
    values = models.JSONField("giá trị trong mẫu", default=dict)
    sealed = models.TextField("giá trị kín", blank=True)
    path = models.CharField("trang được dẫn tới", max_length=300, blank=True)
    token = models.CharField(
        "mã đường dẫn ngắn",
        max_length=16,
        null=True,
        blank=True,
        unique=True,
        error_messages={"unique": "Mã đường dẫn này đã dùng."},
    )
    channels = ArrayField(models.CharField(max_length=10, choices=Channel), verbose_name="thứ tự kênh")
    is_urgent = models.BooleanField("gửi cả ban đêm", default=False)
    key = models.CharField(
        "khóa chống gửi hai lần", max_length=200, unique=True, error_messages={"unique": "Tin này đã được ghi."}
    )
    reference = models.CharField(
        "tên với nhà mạng",
        max_length=24,
        unique=True,
        default=new_reference,
        error_messages={"unique": "Tên này đã dùng."},
    )
    batch = models.ForeignKey(
        MessageBatch, models.PROTECT, null=True, blank=True, related_name="messages", verbose_name="đợt tin"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người gửi"
    )
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.QUEUED)
    reason = models.CharField("lý do", max_length=200, blank=True)
    round = models.PositiveSmallIntegerField("lượt gửi", default=1)
    retries = models.PositiveSmallIntegerField("số lần hẹn lại trong lượt", default=0)
    created_at = models.DateTimeField("lúc viết", default=timezone.now)
    due_at = models.DateTimeField("hẹn gửi", default=timezone.now)
    expires_at = models.DateTimeField("hết hạn gửi", null=True, blank=True)
    sent_at = models.DateTimeField("lúc gửi", null=True, blank=True)
    delivered_at = models.DateTimeField("lúc tới máy", null=True, blank=True)
    clicked_at = models.DateTimeField("lúc bấm đường dẫn", null=True, blank=True)
    clicks = models.PositiveIntegerField("số lần bấm", default=0)
    blanked_at = models.DateTimeField("lúc xóa nội dung", null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "tin"
        verbose_name_plural = "tin"
        ordering = ("-created_at", "-pk")
        indexes: ClassVar = [
            models.Index(fields=("due_at",), name="message_open", condition=Q(state__in=OPEN_STATES)),
            models.Index(fields=("person", "-created_at"), name="message_of_person"),
            models.Index(fields=("-created_at",), name="message_newest"),
            models.Index(fields=("batch", "state"), name="message_of_batch", condition=Q(batch__isnull=False)),
            models.Index(fields=("by", "-created_at"), name="message_by"),
        ]
        constraints = (
            models.CheckConstraint(
                condition=Q(sealed="") | Q(state__in=OPEN_STATES),
                name="message_sealed_only_until_sent",
                violation_error_message="Giá trị kín chỉ được giữ khi tin chưa gửi.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ARRIVED_STATES, sent_at__isnull=False)
                | (~Q(state__in=ARRIVED_STATES) & Q(sent_at__isnull=True)),
                name="message_sent_has_time",
                violation_error_message="Tin đã gửi phải có lúc gửi, tin chưa gửi thì không.",
            ),
            models.CheckConstraint(
                condition=Q(state=State.DELIVERED, delivered_at__isnull=False)
                | (~Q(state=State.DELIVERED) & Q(delivered_at__isnull=True)),
                name="message_delivered_has_time",
                violation_error_message="Tin đã tới máy phải có lúc tới, tin chưa tới thì không.",
            ),
            models.CheckConstraint(
                condition=Q(clicks=0, clicked_at__isnull=True) | Q(clicks__gt=0, clicked_at__isnull=False),
                name="message_click_has_time",
                violation_error_message="Số lần bấm và lúc bấm phải đi cùng nhau.",
            ),
            models.CheckConstraint(
                condition=Q(path="", token__isnull=True) | (Q(path__startswith="/") & Q(token__isnull=False)),
                name="message_link_inside_portal",
                violation_error_message="Đường dẫn của tin phải là một trang của cổng và có mã ngắn.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(State.FAILED, State.SKIPPED)) | ~Q(reason=""),
                name="message_failure_has_reason",
                violation_error_message="Tin không gửi được phải có lý do.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.name or 'số mới'}"

    def tracking(self, channel: str) -> str:
        """What a gateway is told to call this sending; the same when it is tried again in the same round."""
        return f"{self.reference}-{self.round}{channel[0]}"


class MessageAttempt(models.Model):
    """A message given to one gateway once; written before the gateway is called."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="attempts", verbose_name="tin")
    round = models.PositiveSmallIntegerField("lượt gửi")
    channel = models.CharField("kênh", max_length=10, choices=Channel)
    gateway = models.CharField("nhà cung cấp", max_length=20)
    tracking = models.CharField("tên với nhà mạng", max_length=40, db_index=True)
    provider_id = models.CharField("mã của nhà cung cấp", max_length=100, blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=AttemptState, default=AttemptState.STARTED)
    error = models.CharField("lỗi", max_length=200, blank=True)
    started_at = models.DateTimeField("lúc bắt đầu", default=timezone.now)
    ended_at = models.DateTimeField("lúc xong", null=True, blank=True)

    class Meta:
        verbose_name = "lần gửi"
        verbose_name_plural = "lần gửi"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("message",),
                condition=Q(state=AttemptState.STARTED),
                name="attempt_one_at_a_time",
                violation_error_message="Tin này đang được gửi.",
            ),
            models.UniqueConstraint(
                fields=("gateway", "provider_id"),
                condition=~Q(provider_id=""),
                name="attempt_provider_id_once",
                violation_error_message="Mã của nhà cung cấp đã gắn với lần gửi khác.",
            ),
            models.CheckConstraint(
                condition=Q(state=AttemptState.STARTED, ended_at__isnull=True)
                | (~Q(state=AttemptState.STARTED) & Q(ended_at__isnull=False)),
                name="attempt_end_has_time",
                violation_error_message="Lần gửi đã xong phải có lúc xong, đang gửi thì chưa.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.get_state_display()}"


class MessagePreference(models.Model):
    """A purpose that a person does not want messages for; no row means that they do."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="message_preferences", verbose_name="người"
    )
    purpose = models.CharField("mục đích", max_length=20, choices=Purpose)
    muted_at = models.DateTimeField("lúc tắt", default=timezone.now)

    class Meta:
        verbose_name = "loại tin đã tắt"
        verbose_name_plural = "loại tin đã tắt"
        constraints = (
            models.UniqueConstraint(
                fields=("person", "purpose"),
                name="preference_once",
                violation_error_message="Loại tin này đã tắt rồi.",
            ),
            models.CheckConstraint(
                condition=~Q(purpose__in=sorted(ESSENTIAL)),
                name="preference_never_essential",
                violation_error_message="Mã xác nhận, tin về tài khoản và hồ sơ thì không tắt được.",
            ),
        )

    def __str__(self) -> str:
        return self.get_purpose_display()


class GatewayToken(models.Model):
    """What a provider gave us to send with, encrypted; ``seed`` says from which setting the chain began."""

    gateway = models.CharField("nhà cung cấp", max_length=20, unique=True, error_messages={"unique": "Đã có."})
    seed = models.CharField("gốc", max_length=64, blank=True)
    access = models.TextField("mã gửi", blank=True)
    refresh = models.TextField("mã gia hạn", blank=True)
    ends_at = models.DateTimeField("hết hạn", null=True, blank=True)

    class Meta:
        verbose_name = "mã của nhà cung cấp"
        verbose_name_plural = "mã của nhà cung cấp"

    def __str__(self) -> str:
        return self.gateway


class TrialMessage(models.Model):
    """What the trial box shows instead of a phone; production never writes one."""

    channel = models.CharField("kênh", max_length=10, choices=Channel)
    phone = models.CharField("số điện thoại", max_length=16, blank=True)
    email = models.EmailField("e-mail", blank=True)
    name = models.CharField("tên người nhận", max_length=120, blank=True)
    subject = models.CharField("tiêu đề", max_length=200, blank=True)
    text = models.TextField("nội dung")
    link = models.CharField("đường dẫn", max_length=400, blank=True)
    tracking = models.CharField("tên lần gửi", max_length=40, unique=True)
    at = models.DateTimeField("lúc tới", default=timezone.now)

    class Meta:
        verbose_name = "tin trong hộp thư thử"
        verbose_name_plural = "tin trong hộp thư thử"
        ordering = ("-at", "-pk")
        indexes: ClassVar = [models.Index(fields=("phone", "-at"), name="trial_of_phone")]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.phone or self.email}"
