"""Every text that the portal sends, by name. Applications add their own entries here.

A text names its values in braces; ``notify`` refuses a call whose values are others. The link of a
message is put behind its text. Short: an SMS with Vietnamese letters holds 70 characters, then costs
double. What a text is for decides who may turn it off (``Purpose``).
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

from portal.notifications.enums import Channel, Purpose
from portal.notifications.errors import NotificationsError

MASK = "••••••"
"""Stands in the stored text for a value that only the receiver may read."""

EVERY_CHANNEL = (Channel.ZALO, Channel.SMS, Channel.EMAIL)


@dataclass(frozen=True)
class Text:
    """One text. ``is_urgent`` goes out at night too; ``lives`` is how long it is worth sending."""

    purpose: Purpose
    text: str
    subject: str = ""
    is_urgent: bool = False
    secrets: frozenset[str] = frozenset()
    lives: dt.timedelta | None = None
    channels: tuple[Channel, ...] = EVERY_CHANNEL

    @property
    def names(self) -> set[str]:
        """The values that the text asks for."""
        return {name for _, name, _, _ in Formatter().parse(self.text) if name}

    def check(self, values: Mapping[str, str]) -> None:
        """Refuse missing and unknown values, so that no reader meets a brace."""
        if set(values) != self.names:
            raise NotificationsError(f"Tin này cần các giá trị: {', '.join(sorted(self.names)) or 'không có'}.")

    def render(self, values: Mapping[str, str]) -> str:
        """The text with ``values``."""
        return self.text.format_map(values)

    def masked(self, values: Mapping[str, str]) -> dict[str, str]:
        """The values as they may be stored."""
        return {name: MASK if name in self.secrets else value for name, value in values.items()}


TEXTS: dict[str, Text] = {
    "code": Text(
        Purpose.CODE,
        "{code} là mã xác nhận Chợ Số của bạn, dùng trong 5 phút. Đừng đọc mã cho người lạ.",
        subject="Mã xác nhận Chợ Số",
        is_urgent=True,
        secrets=frozenset({"code"}),
        lives=dt.timedelta(minutes=5),
    ),
    "general": Text(Purpose.GENERAL, "{text}", subject="Thông báo từ Chợ Số"),
}
"""Name → text. Names are stored with the messages and chosen once for all."""


def text_named(name: str) -> Text:
    """The text of that name."""
    try:
        return TEXTS[name]
    except KeyError:
        raise NotificationsError(f"Không có mẫu tin “{name}”.") from None
