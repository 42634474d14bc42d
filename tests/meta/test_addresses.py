"""Every address × every role, as ``addresses.py`` has it; nobody changes what they may only read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse, HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ecommerce_stats.actions.refresh import refresh_stale
from ecommerce_stats.models import SellerDay
from ecommerce_stats.queries.origins import CellKey
from livestreams.enums import BatchState
from portal.accounts.models import Role, User
from portal.notifications.enums import State as MessageState
from portal.tasks import HEARTBEAT_KEY
from tests.factories.accounts import UserFactory
from tests.factories.applications import applications_to
from tests.factories.booths import booth_in_use
from tests.factories.goods import PaperFactory, ProductPictureFactory
from tests.factories.imports import ImportBatchFactory, RejectedRowFactory
from tests.factories.lists import TraderListFactory
from tests.factories.livestreams import LiveSessionFactory
from tests.factories.notifications import MessageBatchFactory, MessageFactory
from tests.factories.orders import SoldLineFactory
from tests.factories.privacy import rows_about
from tests.factories.shops import VneidStepFactory
from tests.factories.traders import MarketPictureFactory, ShopAccountFactory
from tests.factories.training import CourseRunFactory, EnrolmentFactory
from tests.meta.addresses import CHANGERS, ROLES, answers, patterns
from tests.meta.outcome_objects import outcomes_of
from tests.meta.training_objects import door_of, past_run_of
from tests.pictures import kept_picture
from traders.actions.tax_codes import write_tax_code
from traders.models import Market, Trader
from traders.tax_codes import TaxCode
from training.models import CourseRun, PlaceSwap, RunSeries

NOTED = {"django_session", "privacy_personaldatareading"}
"""Tables that a mere look may write to: sessions, and who saw whose data."""

WRITTEN = """
    SELECT relname, inserted + updated + deleted FROM pg_class,
    pg_stat_get_xact_tuples_inserted(oid) inserted,
    pg_stat_get_xact_tuples_updated(oid) updated,
    pg_stat_get_xact_tuples_deleted(oid) deleted
    WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND inserted + updated + deleted > 0"""
"""As pg_stat_xact_user_tables has it, which also adds up scans of every index."""

OWN = {"training_calendarfeed"}
"""Tables with something of one's own that everybody may ask for."""

REFUSALS = {"in", "403", "404", "405"}
PREVIEW = {
    "layout_label": "Đơn hàng TikTok Shop", "columns": [], "rows": [], "rows_total": 1, "warnings": [],
    "period": ["2023-12-11", "2023-12-11"], "warehouses": [], "products": [], "accounts": [], "blank_statuses": 0,
}  # fmt: skip

type People = dict[str, User | None]


@pytest.fixture
def people(request: pytest.FixtureRequest, db: None) -> People:
    """Who stands behind each column of the table."""
    fixtures = {
        "trader": "trader", "trader_2": "other_trader", "clerk": "market_clerk", "board": "market_board",
        "board_2": "other_board", "ward": "ward_office", "trainer": "trainer", "official": "official",
        "stranger": "outsider", "inspect": "inspector",
    }  # fmt: skip
    administrator = UserFactory.create(role=Role.ADMINISTRATOR, is_staff=True, is_superuser=True)
    cast = {column: request.getfixturevalue(name) for column, name in fixtures.items()}
    return {"visitor": None, "admin": administrator} | cast


@pytest.fixture
def url_of(
    trader_row: Trader, ben_thanh: Market, market_board: User, official: User, trainer: User, other_trader: User
) -> Callable[[str], str]:
    """The address of a row of the table, among objects of Bến Thành that fill every page."""
    account = ShopAccountFactory.create(trader=trader_row)
    unused = ShopAccountFactory.create(trader=trader_row)
    session = LiveSessionFactory.create(account=account)
    seen = ImportBatchFactory.create(account=account)
    waiting = ImportBatchFactory.create(
        account=None, market=ben_thanh, state=BatchState.READY, preview=PREVIEW, rows_read=0, rows_new=0
    )
    RejectedRowFactory.create(batch=seen)
    SoldLineFactory.create(account=account, batch=seen, session=session)
    refresh_stale(waits=True)
    cache.set(HEARTBEAT_KEY, timezone.now().timestamp())
    known: dict[str, Any] = {"slug": ben_thanh.slug, "code": session.code, "uidb36": "1", "key": "x-1"}
    known["name"] = kept_picture("cho")
    warehouse = trader_row.warehouses.create(name="Kho nhà", ward=ben_thanh.ward)
    write_tax_code(trader_row, TaxCode("079188001234", is_personal=True))
    trader_row.save()
    known |= {"task": "hoa-don", "warehouse_pk": warehouse.pk, "tenancy_pk": trader_row.tenancies.get().pk}
    known |= {"tracking": "khong-co-1s", "mark": "gia", "token": "khong-co"}
    numbers = {
        "stall": trader_row.stalls.get().pk, "tenancy": trader_row.stalls.get().pk, "warehouse": trader_row.pk,
        "trader": trader_row.pk, "account": unused.pk, "import": seen.pk,
        "account_edit/locked": account.pk, "stall_figures": trader_row.pk,
        "import_detail/waiting": waiting.pk, "import_discard/waiting": waiting.pk, "end_device": 1, "remove_passkey": 1,
    }  # fmt: skip
    numbers |= {"vneid": unused.pk} | goods_of(trader_row) | messages_by(market_board)
    at_booth, known["start"] = booth_in_use(ben_thanh, trader_row.user, trainer)
    numbers |= at_booth
    numbers |= {"list": TraderListFactory.create(market=ben_thanh).pk}
    known["row_no"] = 2
    numbers |= applications_to(ben_thanh)
    numbers |= rows_about(trader_row.user)
    known["purpose"] = "messages"
    numbers |= shown_market(ben_thanh) | {"staff": market_board.memberships.get().pk, "office": official.pk}
    run = class_at(ben_thanh, trainer, official)
    known |= {"run_code": run.code, "material_pk": run.course.materials.get().pk}
    numbers |= classes_of(run) | door_of(ben_thanh, trader_row, trainer)
    numbers |= places_in(run, trader_row.user, other_trader)
    past, known["number"] = past_run_of(ben_thanh, trader_row, trainer)
    known["past_code"] = past.code
    outcomes_of(past)
    numbers |= {"course_feedback": past.course_id, "trainer_feedback": trainer.pk}
    return addressing(numbers, known, queries_of(ben_thanh, trader_row, run))


def queries_of(market: Market, trader: Trader, run: CourseRun) -> dict[str, str]:
    """What stands behind the question mark, by row."""
    return {
        "product_add/named": f"tieu-thuong={trader.pk}",
        "run_add/named": f"khoa={run.course_id}",
        "paper_add/named": f"tieu-thuong={trader.pk}",
        "cell_lines": CellKey.of(SellerDay.objects.get()).query,
        "review_products/narrowed": f"cho={market.slug}",
        "city_figures/narrowed": f"cho={market.slug}",
        "figure_lines/narrowed": f"sap={trader.pk}",
    }


def class_at(market: Market, trainer: User, official: User) -> CourseRun:
    """An announced run in a series, with a material that only its people may open."""
    series = RunSeries.objects.create(title="Đợt tháng 12", made_by=official)
    run = CourseRunFactory.create(market=market, series=series, course__city=market.ward.province, made_by=official)
    run.trainers.add(trainer)
    run.course.materials.create(title="Bài giảng", link="https://bai.example/")
    return run


def classes_of(run: CourseRun) -> dict[str, int]:
    """What addresses of training are about."""
    assert run.series
    course, meeting = run.course_id, run.meetings.get().pk
    return {
        "course": course, "material": run.course.materials.get().pk, "material_add": course, "material_edit": course,
        "material_remove": course, "meeting": meeting, "series": run.series.pk,
    }  # fmt: skip


def places_in(run: CourseRun, trader: User, colleague: User) -> dict[str, int]:
    """The trader has a place in ``run``, is offered one in another, gives a third away; the colleague was removed."""
    EnrolmentFactory.create(run=run, person=colleague, state="removed", reason="Đăng ký nhầm")
    expires = timezone.now() + dt.timedelta(hours=5)
    offer = EnrolmentFactory.create(person=trader, state="offered", offer_expires_at=expires)
    swap = PlaceSwap.objects.create(giver=EnrolmentFactory.create(person=trader), taker=colleague)
    return {"enrolment": EnrolmentFactory.create(run=run, person=trader).pk, "offer": offer.pk, "swap": swap.pk}


def shown_market(market: Market) -> dict[str, int]:
    """The market with a picture and a zone, and whoever manages it."""
    picture, zone = MarketPictureFactory.create(market=market), market.zones.create(code="A", name="Khu vải")
    assert market.organisation
    return (
        dict.fromkeys(["market_picture_edit", "market_picture_move", "market_picture_remove"], picture.pk)
        | dict.fromkeys(["organisation", "market_add", "staff_add"], market.organisation.pk)
        | dict.fromkeys(["market_zone_edit", "market_zone_remove"], zone.pk)
    )


def goods_of(trader: Trader) -> dict[str, int]:
    """A product with a picture, a paper, and an account reported as linked."""
    reported = VneidStepFactory.create(account__trader=trader, by=trader.user)
    shot = ProductPictureFactory.create(product__trader=trader)
    return {
        "product": shot.product.pk, "product_picture_first": shot.pk, "product_picture_remove": shot.pk,
        "paper": PaperFactory.create(trader=trader).pk, "vneid_undo": reported.pk, "vneid_picture": reported.pk,
    }  # fmt: skip


def messages_by(person: User) -> dict[str, int]:
    """A campaign of one message that did not arrive."""
    batch = MessageBatchFactory.create(by=person)
    message = MessageFactory.create(by=person, batch=batch, state=MessageState.FAILED)
    return {"message": message.pk, "message_batch": batch.pk, "message_batch_resend": batch.pk}


def addressing(numbers: dict[str, int], known: dict[str, Any], queries: dict[str, str]) -> Callable[[str], str]:
    """The address of a row, with the number of its object by the row's name or the beginning of it."""
    parameters = {name: set(pattern.pattern.regex.groupindex) for name, pattern in patterns()}
    of_runs = {name for name, pattern in patterns() if str(pattern.pattern).startswith("dao-tao/lop/")}

    def address(row: str) -> str:
        name = row.partition("/")[0]
        pk = numbers.get(row) or numbers.get(name) or numbers.get(name.partition("_")[0])
        values = known | {"pk": pk} | ({"code": known["run_code"]} if name in of_runs else {})
        if name.startswith(("run_certificates", "feedback", "run_feedback", "outcome_run")):
            values["code"] = known["past_code"]
        kwargs = {each: values[each] for each in parameters[name]}
        return reverse(name, kwargs=kwargs) + (f"?{queries[row]}" if row in queries else "")

    return address


class Visit:
    """One person's requests, each undone again; ``written`` has the tables that the last one wrote to."""

    def __init__(self, user: User | None) -> None:
        client = Client()
        if user:
            client.force_login(user)
        self.cookies = client.cookies
        self.written: set[str] = set()

    def get(self, url: str) -> str:
        return self._ask("get", url)

    def post(self, url: str) -> str:
        return self._ask("post", url)

    def _ask(self, method: str, url: str) -> str:
        client = Client(raise_request_exception=False)
        client.cookies.load(self.cookies.output(header="", sep=";"))
        with transaction.atomic():
            before = rows_written()
            response = getattr(client, method)(url)
            if response.streaming:
                b"".join(response)
            after = before if response.status_code == 500 else rows_written()
            transaction.set_rollback(True)
        assert is_whole(response), f"{method} {url}: a template tag was left over"
        self.written = {table for table, rows in after.items() if rows != before.get(table, 0)} - NOTED
        return outcome(response)


def rows_written() -> dict[str, int]:
    """Rows that this transaction has inserted, changed or deleted so far, by table, however it was done."""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        return dict(cursor.fetchall())


def is_whole(response: HttpResponseBase) -> bool:
    """Whether the page shows no piece of a template as text."""
    if not isinstance(response, HttpResponse) or not response.headers["Content-Type"].startswith("text/html"):
        return True
    return not re.search(rb"{{|{%|{#|#}|%}", response.content)


def outcome(response: HttpResponseBase) -> str:
    """As a cell of the table has it."""
    if response.status_code == 302:
        return "in" if response.headers["Location"].startswith(reverse("account_login")) else "go"
    return str(response.status_code)


def test_every_address_has_a_row() -> None:
    named = {name for name, _ in patterns() if not name.startswith("admin:") and name}
    assert named == {row.partition("/")[0] for row in answers()}


@pytest.mark.parametrize("role", ROLES)
def test_address_answers_each_role_as_the_table_says(role: str, people: People, url_of: Callable[[str], str]) -> None:
    visit = Visit(people[role])
    wrong = []
    for row, by_role in answers().items():
        expected, url = by_role[role], url_of(row)
        got = visit.get(url)
        if got != expected.got or visit.written:
            wrong.append(f"GET {row}: {got} instead of {expected.got}, writes {visit.written or 'nothing'}")
        posted = visit.post(url)
        is_right = posted == expected.posted if expected.posted else posted in REFUSALS
        if not is_right or (visit.written - OWN and not (expected.posted and role in CHANGERS)):
            wrong.append(f"POST {row}: {posted} instead of {expected.posted or 'refusal'}, writes {visit.written}")
    assert wrong == []


@pytest.mark.parametrize("name", ["stall_edit", "stall_remove", "trader_detail", "trader_edit", "account_edit"])
def test_own_market_is_no_way_to_objects_of_another(
    name: str, people: People, url_of: Callable[[str], str], tan_dinh: Market
) -> None:
    url = url_of(name).replace("/ben-thanh/", f"/{tan_dinh.slug}/")
    assert tan_dinh.slug in url
    for role in ("board_2", "admin"):
        visit = Visit(people[role])
        assert (visit.get(url), visit.post(url), visit.written) == (
            "404",
            "405" if name == "trader_detail" else "404",
            set(),
        )


def test_write_is_noticed(people: People, url_of: Callable[[str], str]) -> None:
    visit = Visit(people["board"])
    assert visit.post(url_of("stall_remove")) == "go"
    assert "traders_stall" in visit.written


ADMINISTRATION = [(name, pattern) for name, pattern in patterns() if name.startswith("admin:")]
NOT_SHOWN = {"in", "go", "403", "404", "405"}


def first_object(name: str) -> int:
    """A row of the model that an address like ``admin:traders_stall_change`` is about, 0 where there is none."""
    models = {f"admin:{model._meta.label_lower.replace('.', '_')}_": model for model in admin.site._registry}
    found = next((model for start, model in models.items() if name.startswith(start)), None)
    return (found and found._base_manager.values_list("pk", flat=True).first()) or 0


def test_administration_is_the_administrators_alone(people: People, url_of: Callable[[str], str]) -> None:
    trader_type = ContentType.objects.get_for_model(Trader).pk
    known = {"app_label": "traders", "url": "x", "content_type_id": trader_type, "id": User.objects.all()[0].pk}
    visitor, official, administrator = (Visit(people[role]) for role in ("visitor", "official", "admin"))
    wrong = []
    for name, pattern in ADMINISTRATION:
        values = known | {"object_id": first_object(name)}
        url = reverse(name, kwargs={each: values[each] for each in pattern.pattern.regex.groupindex})
        others = [visitor.get(url), official.get(url), official.post(url)]
        own = administrator.get(url)
        if own not in NOT_SHOWN | {"200"} or official.written or administrator.written:
            wrong.append((name, own))
        if name != "admin:jsi18n" and not NOT_SHOWN.issuperset(others):  # that one has words for Django's scripts
            wrong.append((name, str(others)))
    assert wrong == []


STEPS = {
    "account_confirm_login_code",
    "certificate_check",
    "check_in",
    "message_report_esms",
    "message_report_zalo",
    "mfa_authenticate",
    "openid_connect_callback",
    "openid_connect_login",
    "material",
    "own_feed",
    "registration",
    "resend_code",
    "short_link",
}
"""Open to visitors, but only after the step before, or with a signature or a token in hand."""

PUBLIC = STEPS | {
    "account_request_login_code", "socialaccount_login_cancelled",
    "account_inactive", "account_login", "account_logout", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key", "account_reset_password_from_key_done", "admin:login",
    "booth_detail", "booth_list", "check_in_type",
    "certificate_ask", "definitions", "healthz", "home", "metrics", "picture", "readyz",
    "public_market", "public_market_en", "public_market_preview", "public_markets", "public_markets_en",
    "robots", "run_calendar", "run_detail", "run_feed", "run_ics", "run_list", "run_poster", "sitemap", "trial_box",
}  # fmt: skip


def test_views_that_need_no_sign_in_are_listed() -> None:
    middleware = "django.contrib.auth.middleware.LoginRequiredMiddleware"
    assert middleware in settings.MIDDLEWARE
    found = {name for name, pattern in patterns() if not getattr(pattern.callback, "login_required", True)}
    assert found == PUBLIC


def test_public_addresses_are_those_that_a_visitor_may_read() -> None:
    readable = {row for row, by_role in answers().items() if re.match("200|go", by_role["visitor"].got)}
    assert readable == {name for name in PUBLIC - STEPS if not name.startswith("admin:")}
