"""The last 50 places of a class: 500 clients over HTTP at once, against the empty base page on the same server.

python -m benchmarks.enrolment [--clients 500] [--places 50] [--rounds 3]

Every client holds a connection that is open and signed in before the start; then all send one request at once, in
turns the empty base page and the enrolment in a new run. Rates are answers a second from the first request to the
last answer, with the same client for both. No worker runs: the messages are written, and nobody sends them.
In the last round others leave, take and refuse offers meanwhile, and the beat's work is done all the time.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import secrets
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event, Thread
from typing import TYPE_CHECKING

from benchmarks.pages import EMPTY, PORT, SETTINGS, server
from benchmarks.reporting import say
from benchmarks.starting import start

if TYPE_CHECKING:
    from portal.accounts.models import User
    from portal.places.models import Ward
    from training.models import CourseRun

GOAL = 0.4
LEAVING = 25
CSRF = secrets.token_hex(16)
"""One for all clients: a cookie and the same words in the form, as a browser sends them."""


@dataclass(frozen=True)
class Client:
    """Somebody signed in, on an open connection."""

    cookie: str
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def ask(self, path: str, form: str | None = None) -> int:
        """Send one request and read the whole answer; returns its status."""
        body = f"csrfmiddlewaretoken={CSRF}&{form}" if form is not None else ""
        head = [
            f"{'GET' if form is None else 'POST'} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{PORT}",
            f"Cookie: {self.cookie}; csrftoken={CSRF}",
            "Accept-Encoding: gzip",
        ]
        if form is not None:
            head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        self.writer.write(("\r\n".join(head) + "\r\n\r\n" + body).encode())
        return await self._answer()

    async def _answer(self) -> int:
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        if "content-length: " in head:
            await self.reader.readexactly(int(head.partition("content-length: ")[2].split("\r\n")[0]))
        else:
            while size := int((await self.reader.readline()).strip(), 16):
                await self.reader.readexactly(size + 2)
            await self.reader.readline()
        return int(head.split()[1])


def main() -> None:
    """Measure and check; ends with an error when a place was lost or given twice."""
    options = _options()
    start("bench-enrolment", settings=SETTINGS)
    people, official = _people(options.clients + 2 * options.places), _official()
    cookies = {person.pk: _cookie(person) for person in people}
    with server(SETTINGS):
        asyncio.run(_last_places(options, people, official, cookies))
        asyncio.run(_while_others_leave(options, people, official, cookies))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=500)
    parser.add_argument("--places", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_known_args()[0]


async def _last_places(
    options: argparse.Namespace, people: Sequence[User], official: User, cookies: dict[int, str]
) -> None:
    """Base page and enrolment in turns."""
    comers = [cookies[person.pk] for person in people[: options.clients]]
    await _rate(comers, EMPTY)  # workers import and connect
    await _rate(comers, _address(await _later(_run, 1, official)), "")
    bases, rates = [], []
    for _ in range(options.rounds):
        run = await _later(_run, options.places, official)
        bases.append((await _rate(comers, EMPTY))[0])
        rate, statuses = await _rate(comers, _address(run), "")
        rates.append(rate)
        await _later(_check, run, statuses, len(comers))
    _say_rates("enrolments", rates, bases)


async def _while_others_leave(
    options: argparse.Namespace, people: Sequence[User], official: User, cookies: dict[int, str]
) -> None:
    """The same when half of those who hold the other places leave and offers are answered at once."""
    comers, early = people[: options.clients], people[options.clients : options.clients + options.places]
    run = await _later(_run, 2 * options.places, official)
    await _later(_enrol_all, run, early)
    base = (await _rate([cookies[person.pk] for person in comers], EMPTY))[0]
    stop = Event()
    beat = Thread(target=_beat, args=(stop,))
    beat.start()
    answering = asyncio.create_task(_answer_offers(run, cookies, stop))
    leaving = asyncio.gather(*(_leave_later(cookies[each.pk], run, n) for n, each in enumerate(early[:LEAVING])))
    rate, statuses = await _rate([cookies[person.pk] for person in comers], _address(run), "")
    statuses.update(await leaving)
    await asyncio.sleep(2)
    stop.set()
    statuses.update(await answering)
    await asyncio.to_thread(beat.join)
    await _later(_check_after_leaving, run, statuses)
    _say_rates(f"enrolments while {LEAVING} leave and offers are answered", [rate], [base])


def _address(run: CourseRun) -> str:
    return f"/dao-tao/lop/{run.code}/dang-ky/"


def _say_rates(what: str, rates: Sequence[float], bases: Sequence[float]) -> None:
    ours, base = statistics.median(rates), statistics.median(bases)
    verdict = "ok" if ours >= GOAL * base else "MISSED"
    say(f"{what:<62} {ours:6.0f}/s  empty base page {base:6.0f}/s  ratio {ours / base:.2f}  goal ≥ {GOAL}  {verdict}")
    say(f"  each round: {[round(rate) for rate in rates]} against {[round(rate) for rate in bases]}")


async def _connected(cookie: str) -> Client:
    return Client(cookie, *await asyncio.open_connection("127.0.0.1", PORT))


async def _rate(cookies: Sequence[str], path: str, form: str | None = None) -> tuple[float, Counter[int]]:
    """Answers a second, and which statuses they had; the connections are there before the clock starts."""
    clients = [await _connected(cookie) for cookie in cookies]
    begin = time.perf_counter()
    statuses = await asyncio.gather(*(client.ask(path, form) for client in clients))
    took = time.perf_counter() - begin
    for client in clients:
        client.writer.close()
    return len(clients) / took, Counter(statuses)


async def _ask_once(cookie: str, path: str, form: str) -> int:
    client = await _connected(cookie)
    status = await client.ask(path, form)
    client.writer.close()
    return status


async def _leave_later(cookie: str, run: CourseRun, number: int) -> int:
    await asyncio.sleep(0.1 * number)
    return await _ask_once(cookie, f"/dao-tao/lop/{run.code}/roi/", "")


async def _answer_offers(run: CourseRun, cookies: dict[int, str], stop: Event) -> Counter[int]:
    """Whoever is offered a place takes it, every third refuses, until nobody leaves any more."""
    statuses: Counter[int] = Counter()
    while not stop.is_set():
        for pk, person in await _later(_offered, run):
            answer = "khong" if pk % 3 == 0 else "nhan"
            statuses[await _ask_once(cookies[person], f"/dao-tao/cho-trong/{pk}/", f"tra-loi={answer}")] += 1
        await asyncio.sleep(0.05)
    return statuses


async def _later[**P, T](work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Django's database work, away from the loop of the clients."""
    return await asyncio.to_thread(work, *args, **kwargs)


def _offered(run: CourseRun) -> list[tuple[int, int]]:
    from training.enums import EnrolmentState
    from training.models import Enrolment

    return list(Enrolment.objects.filter(run=run, state=EnrolmentState.OFFERED).values_list("pk", "person_id"))


def _beat(stop: Event) -> None:
    from training.tasks import settle_places

    while not stop.is_set():
        settle_places()
        stop.wait(0.2)


def _official() -> User:
    from portal.accounts.models import Role, User

    found = User.objects.filter(username="can-bo").first()
    return found or User.objects.create_user("can-bo", full_name="Cán bộ Sở", role=Role.OFFICIAL, city_id="79")


def _people(number: int) -> list[User]:
    """Traders of one market who have said that they are themselves."""
    from django.utils import timezone

    from portal.accounts.models import Role, User
    from traders.models import Market, Trader

    now, known = timezone.now(), {user.username: user for user in User.objects.filter(username__startswith="hoc-")}
    market = Market.objects.filter(slug="cho-hoc").first() or Market.objects.create(
        slug="cho-hoc", name="Chợ Học", ward=_ward()
    )
    shared = {"phone_verified_at": now, "role": Role.TRADER, "password": "!"}
    made = User.objects.bulk_create(
        User(username=f"hoc-{n}", phone=f"+849{n:08}", full_name=f"Học Viên {n}", **shared)
        for n in range(number)
        if f"hoc-{n}" not in known
    )
    Trader.objects.bulk_create(Trader(market=market, name=user.full_name, user=user, claimed_at=now) for user in made)
    known |= {user.username: user for user in made}
    return [known[f"hoc-{n}"] for n in range(number)]


def _ward() -> Ward:
    from portal.places.models import Ward

    return Ward.objects.filter(province_id="79").order_by("pk")[0]


def _cookie(person: User) -> str:
    """A session in the database, as signing in leaves it."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return f"sessionid={session.session_key}"


def _run(capacity: int, official: User) -> CourseRun:
    """A class that is announced and open, of one meeting in ten days."""
    from django.utils import timezone

    from training.enums import RunState
    from training.models import Course, CourseRun

    now = timezone.now()
    course = Course.objects.filter(title="Livestream đo tốc độ").first() or Course.objects.create(
        title="Livestream đo tốc độ", city_id="79", topic="livestream", minutes=180, summary="Đo."
    )
    return CourseRun.objects.create(
        course=course,
        code=f"do-{secrets.token_hex(6)}",
        title="Livestream cho người mới",
        state=RunState.PUBLISHED,
        capacity=capacity,
        enrol_opens_at=now - dt.timedelta(days=1),
        enrol_closes_at=now + dt.timedelta(days=9),
        starts_at=now + dt.timedelta(days=10),
        ends_at=now + dt.timedelta(days=10, hours=3),
        published_at=now,
        made_by=official,
    )


def _enrol_all(run: CourseRun, people: Sequence[User]) -> None:
    from training.actions.enrolments import enrol

    for person in people:
        enrol(run=run, person=person, by=person)


def _check(run: CourseRun, statuses: Counter[int], clients: int) -> None:
    """Every place given, once; the list in the order of the lock; everybody told the place they stand at."""
    from training.models import Enrolment, EnrolmentStep
    from training.queries.places import waiting_list

    rows = Counter(Enrolment.objects.filter(run=run).values_list("state", flat=True))
    expected = {"enrolled": run.capacity, "waiting": clients - run.capacity}
    assert rows == expected, rows
    assert set(statuses) == {302}, statuses
    steps = EnrolmentStep.objects.filter(enrolment__run=run, after="waiting").order_by("pk")
    waiting = [place.enrolment.pk for place in waiting_list(run)]
    assert waiting == list(steps.values_list("enrolment_id", flat=True))
    told = _positions_told(list(steps.values_list("pk", flat=True)))
    assert told == list(range(1, len(waiting) + 1)), told
    say(f"  {rows['enrolled']} enrolled, {rows['waiting']} waiting in the order of the lock, answers {dict(statuses)}")


def _positions_told(steps: Sequence[int]) -> list[int]:
    from portal.notifications.models import Message

    keys = [f"enrolment-step:{pk}" for pk in steps]
    found = dict(Message.objects.filter(key__in=keys).values_list("key", "values"))
    return [int(found[key]["position"]) for key in keys]


def _check_after_leaving(run: CourseRun, statuses: Counter[int]) -> None:
    """Nobody too many, nobody waits for a place that is free, the list is still in the order of the lock."""
    from django.utils import timezone

    from training.actions.enrolments import fill_places
    from training.models import EnrolmentStep
    from training.queries.places import owed, places_of, snapshot_of, waiting_list

    assert fill_places(run) == []
    places = places_of(run)
    assert places.enrolled + places.offered == run.capacity, places
    assert owed(snapshot_of(run, timezone.now())) == []
    steps = EnrolmentStep.objects.filter(enrolment__run=run, after="waiting").order_by("pk")
    order = {pk: n for n, pk in enumerate(steps.values_list("enrolment_id", flat=True))}
    waiting = [order[place.enrolment.pk] for place in waiting_list(run)]
    assert waiting == sorted(waiting)
    assert all(status < 500 for status in statuses), statuses
    say(f"  {places}, answers {dict(statuses)}")


if __name__ == "__main__":
    main()
