"""What the portal knows about an account that its order lines need: sessions, decisions, words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from livestreams.enums import WordKind
from livestreams.file_reading.order_rows import Words
from livestreams.models import LiveSession, SessionDecision, StatusWord
from livestreams.models.sessions import TimeSource
from livestreams.order_files.layout import Layout
from livestreams.order_lines.attribution import Sessions, Window, attribute
from livestreams.order_lines.line import Line
from portal.places.models import FormerProvince, Province
from portal.sheets.text import folded, plain
from traders.models import ShopAccount


def window_of(session: LiveSession) -> Window:
    return Window(
        session.pk,
        int(session.starts_at.timestamp()),
        int(session.ends_at.timestamp()),
        session.time_source == TimeSource.LIVE_ROW,
    )


@dataclass(slots=True)
class SessionBook:
    """Sessions as attribution wants them: the account's at once, others by code and creator as they are met."""

    account: ShopAccount
    sessions: Sessions = field(init=False)
    by_code: dict[str, Window] = field(default_factory=dict)
    by_creator: dict[str, list[Window]] = field(default_factory=dict)
    by_id: dict[int, Window] = field(default_factory=dict)
    asked_codes: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        decided = dict(SessionDecision.objects.filter(account=self.account).values_list("order_no", "session_id"))
        of_account = self.windows(LiveSession.objects.filter(account=self.account))
        self.windows(LiveSession.objects.filter(decisions__account=self.account))
        self.sessions = Sessions(self.by_code, self.by_creator, of_account, self.by_id, decided)

    def windows(self, sessions: QuerySet[LiveSession]) -> list[Window]:
        found = []
        for session in sessions.distinct():
            window = self.by_id[session.pk] = window_of(session)
            found.append(window)
        return found

    def learn(self, lines: Iterable[Line]) -> None:
        """Look up the session codes, creators and chosen sessions of these lines that were not met before."""
        codes, creators, ids = set(), set(), set()
        for line in lines:
            if line.session_code and line.session_code not in self.asked_codes:
                codes.add(line.session_code)
            if line.creator_handle and line.creator_handle not in self.by_creator:
                creators.add(line.creator_handle)
            if line.chosen_session_id is not None and line.chosen_session_id not in self.by_id:
                ids.add(line.chosen_session_id)
        if codes:
            self.asked_codes |= codes
            for session in LiveSession.objects.filter(code__in=codes):
                self.by_code[session.code] = self.by_id[session.pk] = window_of(session)
        if creators:
            self.by_creator.update((handle, []) for handle in creators)
            for session in LiveSession.objects.filter(creator_handle__in=creators):
                self.by_creator[session.creator_handle].append(window_of(session))
        if ids:
            self.windows(LiveSession.objects.filter(pk__in=ids))

    def attribute(self, orders: Iterable[Sequence[Line]]) -> None:
        """Give every order its session. ``learn`` must have seen the lines."""
        for lines in orders:
            attribute(lines, self.sessions)


def words_of(layout: Layout, platform: str, stated_status: str = "") -> Words:
    """The vocabulary of a platform with what people have mapped."""
    mapped: dict[str, dict[str, str]] = {WordKind.STATUS.value: {}, WordKind.RETURN.value: {}}
    known = StatusWord.objects.filter(platform=platform).exclude(meaning="")
    for kind, word, meaning in known.values_list("kind", "word", "meaning"):
        mapped[kind][folded(word)] = meaning
    return Words(layout, mapped[WordKind.STATUS.value], mapped[WordKind.RETURN.value], stated_status)


def provinces_by_name() -> dict[str, str]:
    """Plain name, former names too → code of today's province."""
    former = {plain(name): code for name, code in FormerProvince.objects.values_list("name", "province_id")}
    return former | {plain(name): code for code, name in Province.objects.values_list("code", "name")}
