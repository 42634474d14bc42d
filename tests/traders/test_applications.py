"""The organisation answers: one tap, look-alikes, rivals, many at once, undo, and exactly one clerk decides."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Role, User
from portal.notifications.models import Message
from portal.privacy.models import Consent, PersonalDataReading
from tests.codes import last_code, wrong
from tests.factories.accounts import UserFactory
from tests.factories.traders import MembershipFactory, ShopAccountFactory, StallFactory, TraderFactory
from traders.actions.applications import UNDO_WITHIN, accept, ask_back, refuse, undo_acceptance
from traders.actions.moves import ask_transfer, leave
from traders.actions.registering import hand_in, save_draft
from traders.enums import ApplicationState, StallAnswer, TraderState
from traders.errors import TradersError
from traders.models import Market, MarketTransfer, Stall, Trader, TraderApplication
from traders.queries.applications import case_of, cases_of

LIST, BULK = reverse("application_list"), reverse("application_bulk")


def applied(market: Market, name: str = "Lê Thị Mai", stall: str = "C1", **person: Any) -> TraderApplication:
    """An application that has just been handed in by somebody new."""
    user = UserFactory.create(role=Role.TRADER, phone_verified_at=timezone.now(), full_name="", **person)
    save_draft(person=user, by=user, name=name, market=market, stall_code=stall)
    return hand_in(person=user, purposes=["training"], by=user)


def fresh(application: TraderApplication) -> TraderApplication:
    return TraderApplication.objects.get(pk=application.pk)


@pytest.fixture
def board(client: Client, market_board: User) -> Client:
    client.force_login(market_board)
    return client


def test_one_tap_makes_a_trader_with_stay_and_stall(board: Client, market_board: User, ben_thanh: Market) -> None:
    application = applied(ben_thanh)
    assert "Nhận<span" in board.get(LIST).content.decode()
    assert board.post(reverse("application_accept", args=[application.pk])).headers["Location"] == LIST
    done = fresh(application)
    assert (done.state, done.decided_by) == (ApplicationState.ACCEPTED, market_board)
    trader = Trader.objects.get(user=application.user)
    assert done.trader == trader
    assert (trader.name, trader.phone, trader.market) == (
        "Lê Thị Mai",
        application.user and application.user.phone,
        ben_thanh,
    )
    assert [stall.code for stall in trader.stalls.all()] == ["C1"]
    assert trader.stays.count() == 1
    assert Message.objects.filter(person=application.user, template="application_accepted").count() == 1
    assert PersonalDataReading.objects.filter(person=application.user, reader=market_board).exists()


def test_list_costs_the_same_whatever_its_length(
    board: Client, ben_thanh: Market, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        applied(ben_thanh, stall=f"C{number}")
    with django_assert_max_num_queries(26):
        board.get(LIST)
    applications = list(TraderApplication.objects.select_related("user", "market"))
    with django_assert_max_num_queries(5):
        cases_of(applications)


def test_asked_back_application_is_mended_and_comes_again(board: Client, market_board: User, ben_thanh: Market) -> None:
    application = applied(ben_thanh)
    detail = reverse("application_detail", args=[application.pk])
    assert board.post(detail, {"viec": "hoi-lai", "ly_do": " "}).status_code == 422
    assert board.post(detail, {"viec": "hoi-lai", "ly_do": "Ghi rõ số sạp"}).headers["Location"] == LIST
    person = User.objects.get(trader_applications=application)
    assert "Ghi rõ số sạp" in Message.objects.get(person=person, template="application_asked_back").text
    theirs = Client()
    theirs.force_login(person)
    assert "Ghi rõ số sạp" in theirs.get(reverse("own_application")).content.decode()
    assert "Ghi rõ số sạp" in theirs.get(reverse("registration_details")).content.decode()
    save_draft(person=person, by=person, stall_code="C2")
    hand_in(person=person, purposes=[], by=person)
    accept(application=application, by=market_board)
    assert fresh(application).trader is not None


def test_refused_person_reads_why_and_may_write_anew(board: Client, ben_thanh: Market) -> None:
    application = applied(ben_thanh)
    board.post(
        reverse("application_detail", args=[application.pk]), {"viec": "tu-choi", "ly_do": "Không bán ở chợ này"}
    )
    theirs = Client()
    theirs.force_login(User.objects.get(trader_applications=application))
    page = theirs.get(reverse("own_application")).content.decode()
    assert "Không bán ở chợ này" in page
    assert "Viết hồ sơ mới" in page
    assert theirs.get(reverse("registration_details")).status_code == 200


def test_second_clerk_is_told_who_was_first(market_board: User, market_clerk: User, ben_thanh: Market) -> None:
    application = applied(ben_thanh)
    accept(application=application, by=market_clerk)
    for act in (
        lambda: accept(application=application, by=market_board),
        lambda: refuse(application=application, by=market_board, reason="x"),
    ):
        with pytest.raises(TradersError, match="Nhân viên chợ Bến Thành đã nhận hồ sơ của Lê Thị Mai"):
            act()


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_decide_once(ben_thanh: Market, market_board: User, market_clerk: User) -> None:
    application, barrier = applied(ben_thanh), Barrier(4)

    def answer(number: int) -> str:
        by = User.objects.get(pk=(market_board if number % 2 else market_clerk).pk)
        try:
            barrier.wait()
            if number < 2:
                accept(application=application, by=by)
            else:
                ask_back(application=application, by=by, reason="Ghi rõ sạp")
        except TradersError as error:
            return str(error)
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(answer, range(4)))
    assert said.count("done") == 1
    assert [words for words in said if words != "done" and "hồ sơ của Lê Thị Mai" not in words] == []
    assert Trader.objects.filter(user=application.user).count() == (fresh(application).state == "accepted")


def test_look_alikes_are_not_accepted_by_one_tap(board: Client, ben_thanh: Market, tan_dinh: Market) -> None:
    same_phone, same_name = applied(ben_thanh, stall="C1"), applied(ben_thanh, name="LE THI MAI", stall="C2")
    elsewhere, taken = applied(ben_thanh, stall="C3"), applied(ben_thanh, name="Người khác", stall="C4")
    known = TraderFactory.create(market=ben_thanh, name="X", phone=same_phone.user and same_phone.user.phone)
    StallFactory.create(trader=TraderFactory.create(market=ben_thanh, name="Lê Thị Mai"), code="C2")
    TraderFactory.create(market=tan_dinh, name="Y", phone=elsewhere.user and elsewhere.user.phone)
    StallFactory.create(trader=known, code="C4")
    for application in (same_phone, same_name, elsewhere, taken):
        assert not case_of(application).is_plain
        response = board.post(reverse("application_accept", args=[application.pk]))
        assert response.headers["Location"] == reverse("application_detail", args=[application.pk])
        assert board.get(response.headers["Location"]).status_code == 200
        assert fresh(application).state == ApplicationState.WAITING
    assert case_of(elsewhere).elsewhere == ["Chợ Tân Định"]
    assert case_of(taken).holder == known


def test_this_is_that_person_links_number_consent_and_stall(board: Client, ben_thanh: Market) -> None:
    known = TraderFactory.create(market=ben_thanh, name="Lê Thị Mai", user__phone=None, goods_line=None)
    StallFactory.create(trader=known, code="C1")
    application = applied(ben_thanh, phone="+84912345678")
    newcomer = application.user
    detail = reverse("application_detail", args=[application.pk])
    assert board.post(detail, {"viec": "nhan"}).status_code == 422
    sent = {"viec": "nhan", "nguoi": str(known.pk), "sap": StallAnswer.GIVE}
    assert board.post(detail, sent).headers["Location"] == LIST
    known.refresh_from_db()
    assert newcomer
    newcomer.refresh_from_db()
    assert (known.user.phone, known.phone, newcomer.phone) == ("+84912345678", "+84912345678", None)
    assert not newcomer.is_active
    assert Consent.objects.open().filter(person=known.user, purpose="training").exists()
    done = fresh(application)
    assert (done.trader, done.user, done.is_linked) == (known, known.user, True)
    with pytest.raises(TradersError, match="quá lúc"):
        undo_acceptance(application=application, by=known.user)


def test_earlier_number_of_a_linked_person_is_told(ben_thanh: Market, market_board: User) -> None:
    old = UserFactory.create(phone="+84912000111", phone_verified_at=timezone.now())
    known = TraderFactory.create(market=ben_thanh, name="Lê Thị Mai", user=old)
    leave(trader=known, by=market_board)
    application = applied(ben_thanh, phone="+84912345678")
    accept(application=application, by=market_board, trader=known, has_seen=True)
    told = Message.objects.get(template="sign_in_number_changed")
    assert (told.phone, "0912 ••• 678" in told.text) == ("+84912000111", True)
    known.refresh_from_db()
    assert (known.state, known.stalls.get().code) == (TraderState.ACTIVE, "C1")


def test_person_of_another_market_is_not_linked(ben_thanh: Market, tan_dinh: Market, market_board: User) -> None:
    known = TraderFactory.create(market=tan_dinh)
    with pytest.raises(TradersError, match="thuộc chợ khác"):
        accept(application=applied(ben_thanh), by=market_board, trader=known, has_seen=True)


def test_stall_of_somebody_else_is_taken_or_left(board: Client, trader_row: Trader, ben_thanh: Market) -> None:
    first, second = applied(ben_thanh, stall="b12"), applied(ben_thanh, name="Trần Văn Bình", stall="")
    save = {"viec": "nhan", "doi_thu": ""}
    detail = reverse("application_detail", args=[first.pk])
    assert "Lê Thị Hoa" in board.get(detail).content.decode()
    assert board.post(detail, save).status_code == 422
    assert board.post(detail, save | {"sap": StallAnswer.TAKE}).headers["Location"] == LIST
    assert Stall.objects.get(code="B12").trader == fresh(first).trader
    board.post(reverse("application_accept", args=[second.pk]))
    taken = fresh(second).trader
    assert taken is not None
    assert not taken.stalls.exists()


def test_rivals_are_shown_and_asked_for_another_stall(board: Client, ben_thanh: Market, market_board: User) -> None:
    winner, loser = applied(ben_thanh), applied(ben_thanh, name="Trần Văn Bình", stall="c1")
    with pytest.raises(TradersError, match="xem rồi chọn"):
        accept(application=winner, by=market_board)
    with pytest.raises(TradersError, match="ai mất sạp"):
        accept(application=winner, by=market_board, has_seen=True)
    detail = reverse("application_detail", args=[winner.pk])
    assert "Trần Văn Bình" in board.get(detail).content.decode()
    board.post(detail, {"viec": "nhan", "sap": "giao", "doi_thu": str(loser.pk)})
    assert fresh(winner).state == ApplicationState.ACCEPTED
    assert (fresh(loser).state, "C1" in fresh(loser).reason) == (ApplicationState.ASKED_BACK, True)


def test_acceptance_is_undone_while_nothing_rests_on_it(board: Client, ben_thanh: Market, market_board: User) -> None:
    application = applied(ben_thanh)
    accept(application=application, by=market_board)
    assert "Hoàn tác" in board.get(LIST, {"xem": "nhan"}).content.decode()
    assert board.post(reverse("application_undo", args=[application.pk])).headers["Location"] == LIST
    assert fresh(application).state == ApplicationState.WAITING
    assert not Trader.objects.filter(user=application.user).exists()
    assert Stall.objects.get(code="C1").trader is None
    accept(application=application, by=market_board)
    ShopAccountFactory.create(trader=fresh(application).trader)
    with pytest.raises(TradersError, match="tài khoản sàn"):
        undo_acceptance(application=application, by=market_board)
    assert fresh(application).state == ApplicationState.ACCEPTED
    with (
        time_machine.travel(timezone.now() + UNDO_WITHIN * 2, tick=False),
        pytest.raises(TradersError, match="quá lúc"),
    ):
        undo_acceptance(application=application, by=market_board)


def test_many_are_answered_and_those_to_look_at_are_left(board: Client, ben_thanh: Market) -> None:
    plain = [applied(ben_thanh, name=f"Người {number}", stall=f"C{number}") for number in range(3)]
    rivals = [applied(ben_thanh, name=f"Đối thủ {number}", stall="D1") for number in range(2)]
    response = board.post(BULK, {"viec": "nhan", "tat_ca": "5"}, follow=True).content.decode()
    assert "Đã nhận 3 hồ sơ" in response
    assert {fresh(one).state for one in plain} == {ApplicationState.ACCEPTED}
    assert {fresh(one).state for one in rivals} == {ApplicationState.WAITING}


@pytest.mark.parametrize(
    ("query", "sent", "said"),
    [
        ("", {"viec": "nhan"}, "Chưa chọn hồ sơ nào"),
        ("", {"viec": "tu-choi", "tat_ca": "2"}, "Ghi lý do"),
        ("", {"viec": "nhan", "tat_ca": "3"}, "nay có 2 hồ sơ"),
        ("?cho=khong-co", {"viec": "nhan", "tat_ca": "2"}, "nay có 0 hồ sơ"),
        ("", {"chon": ["x"], "viec": "nhan"}, "Chưa chọn hồ sơ nào"),
    ],
)
def test_nothing_chosen_is_never_all(
    query: str, sent: dict[str, Any], said: str, board: Client, ben_thanh: Market
) -> None:
    waiting = [applied(ben_thanh, name=f"Người {number}", stall=f"C{number}") for number in range(2)]
    response = board.post(BULK + query, sent)
    assert (response.status_code, said in response.content.decode()) == (422, True)
    assert {fresh(one).state for one in waiting} == {ApplicationState.WAITING}


def test_queue_is_searched_without_accents(board: Client, ben_thanh: Market) -> None:
    applied(ben_thanh, name="Nguyễn Thị Bưởi", stall="C1")
    applied(ben_thanh, name="Trần Văn Dừa", stall="C2")
    found = board.get(LIST, {"tim": "thi buoi"}).content.decode()
    assert "Nguyễn Thị Bưởi" in found
    assert "Trần Văn Dừa" not in found
    assert "Không có hồ sơ nào khớp" in board.get(LIST, {"tim": "zz"}).content.decode()


def test_other_market_knows_of_no_application(client: Client, other_board: User, ben_thanh: Market) -> None:
    application = applied(ben_thanh)
    client.force_login(other_board)
    assert client.get(reverse("application_detail", args=[application.pk])).status_code == 404
    assert client.post(reverse("application_accept", args=[application.pk])).status_code == 404
    assert application.name not in client.get(LIST).content.decode()


WRITTEN = {"name": "Phạm Thị Sáu", "phone": "0912 345 678", "stall_code": "C7", "training": "on"}


def write(board: Client, market: Market, **changes: str) -> str:
    versions = board.get(reverse("assisted_add")).context["consents"].fields["versions"].initial
    response = board.post(reverse("assisted_add"), WRITTEN | {"market": market.pk, "versions": versions} | changes)
    assert response.status_code == 302, response.context["form"].errors
    return str(response.headers["Location"])


def test_trader_is_registered_at_the_stall_by_reading_out_the_code(
    board: Client, ben_thanh: Market, market_board: User
) -> None:
    url = write(board, ben_thanh)
    code = last_code("+84912345678")
    assert "Bạn còn 2 lần thử" in board.post(url, {"code": wrong(code)}).content.decode()
    assert not User.objects.filter(phone="+84912345678").exists()
    assert board.post(url, {"code": code}).headers["Location"] == LIST
    application = TraderApplication.objects.get()
    assert application.user is not None
    assert (application.state, application.recorded_by, application.confirmed_how) == ("accepted", market_board, "code")
    assert application.confirmation is not None
    assert (application.confirmation.asked_by, application.confirmation.typed_by) == (market_board, market_board)
    assert application.user.trader.stalls.get().code == "C7"
    consent = Consent.objects.get(person=application.user)
    assert (consent.how, consent.recorded_by) == ("phone_code", market_board)
    assert board.get(url).status_code == 404


def test_trader_without_a_phone_signs_on_paper(board: Client, ben_thanh: Market) -> None:
    for changes in ({"phone": ""}, {"is_on_paper": "on"}):
        sent = WRITTEN | {"market": ben_thanh.pk} | changes
        assert board.post(reverse("assisted_add"), sent).status_code == 422
    url = write(board, ben_thanh, phone="", is_on_paper="on")
    assert "đã ký phiếu giấy" in board.get(url).content.decode()
    assert board.post(url).headers["Location"] == LIST
    application = TraderApplication.objects.get()
    assert (application.confirmed_how, Consent.objects.get().how) == ("paper", "paper")


def test_number_of_staff_or_of_a_trader_is_refused_and_costs_no_code(
    board: Client, ben_thanh: Market, trader: User, market_board: User
) -> None:
    User.objects.filter(pk=trader.pk).update(phone="+84912345678")
    url = write(board, ben_thanh)
    response = board.post(url, {"code": last_code("+84912345678"), "nguoi": "moi"})
    assert (response.status_code, "đã có ở Chợ Bến Thành" in response.content.decode()) == (422, True)
    User.objects.filter(pk=trader.pk).update(phone=None)
    User.objects.filter(pk=market_board.pk).update(phone="+84912345678")
    assert "tài khoản của cán bộ" in board.post(url, {"code": last_code("+84912345678")}).content.decode()
    assert "Mã vừa được gửi rồi" in board.post(url, {"viec": "gui-lai"}, follow=True).content.decode()


def test_own_open_application_gives_way_to_the_one_at_the_stall(board: Client, ben_thanh: Market) -> None:
    own = applied(ben_thanh, phone="+84912345678")
    url = write(board, ben_thanh)
    board.post(url, {"code": last_code("+84912345678"), "nguoi": "moi"})
    assert fresh(own).state == ApplicationState.WITHDRAWN
    assert Trader.objects.get(user=own.user).name == "Phạm Thị Sáu"


def test_trader_leaves_comes_back_and_is_sent_to_another_market(
    board: Client, trader_row: Trader, tan_dinh: Market, other_board: User
) -> None:
    url = reverse("trader_move", args=["ben-thanh", trader_row.pk])
    assert "Chuyển sang chợ khác" in board.get(url).content.decode()
    assert board.post(url, {"viec": "roi", "tu_ngay": "2999-01-01"}).status_code == 422
    assert board.post(url, {"viec": "roi"}).status_code == 302
    assert "Trở lại chợ" in board.get(url).content.decode()
    assert board.post(url, {"viec": "tro-lai", "ma_sap": "B12"}).status_code == 302
    assert board.post(url, {"viec": "chuyen"}).status_code == 422
    assert board.post(url, {"viec": "chuyen", "cho": "tan-dinh"}).status_code == 302
    assert "Đang chờ chợ mới nhận" in board.get(url).content.decode()
    assert board.post(url, {"viec": "thoi"}).status_code == 302
    assert board.post(url, {"viec": "thoi"}).status_code == 422


def test_manager_of_the_new_market_answers(
    trader_row: Trader, tan_dinh: Market, market_board: User, other_board: User
) -> None:
    asked = ask_transfer(trader=trader_row, market=tan_dinh, by=market_board)
    url, client = reverse("transfer_answer", args=[asked.pk]), Client()
    clerk = MembershipFactory.create(market=tan_dinh, user__role=Role.MARKET_CLERK).user
    for person, status in ((clerk, 403), (market_board, 404), (other_board, 200)):
        client.force_login(person)
        assert client.get(url).status_code == status
    assert "Lê Thị Hoa" in client.get(reverse("transfer_list")).content.decode()
    assert client.post(url, {"viec": "tu-choi", "ly_do": ""}).status_code == 422
    assert client.post(url, {"viec": "nhan", "ma_sap": "T9"}).headers["Location"] == reverse("transfer_list")
    trader_row.refresh_from_db()
    assert (trader_row.market, trader_row.stalls.get().code) == (tan_dinh, "T9")
    assert client.post(url, {"viec": "tu-choi", "ly_do": "Hết chỗ"}).status_code == 422
    assert MarketTransfer.objects.get().state == "received"
