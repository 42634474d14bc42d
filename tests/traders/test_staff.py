"""Organisations, their people, and the accounts of officials."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.urls import reverse

from portal.accounts.models import Role, User
from portal.notifications.models import Message
from portal.sealing import unseal
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.traders import MembershipFactory, OrganisationFactory
from traders.actions import office
from traders.actions import staff as actions
from traders.actions.organisations import free_slug
from traders.errors import TradersError
from traders.models import ManagementOrganisation, Market, Membership
from traders.queries.staff import office_history, staff_history


@pytest.fixture
def administrator(db: None) -> User:
    return UserFactory.create(role=Role.ADMINISTRATOR, full_name="Quản trị Chợ Số", is_staff=True, is_superuser=True)


@pytest.fixture
def organisation(ben_thanh: Market) -> ManagementOrganisation:
    assert ben_thanh.organisation
    return ben_thanh.organisation


@pytest.fixture
def signed_in(client: Client) -> Any:
    """Sign in with the password, so that the step-up is fresh."""

    def sign_in(person: User) -> Client:
        client.logout()
        client.post(reverse("account_login"), {"login": person.username, "password": PASSWORD})
        assert client.session["_auth_user_id"] == str(person.pk)
        return client

    return sign_in


def add(organisation: ManagementOrganisation, by: User, **fields: str) -> Membership:
    given = {"contact": "an@cho.example", "full_name": "Nguyễn Văn An", "role": Role.MARKET_CLERK} | fields
    return actions.add_staff(organisation=organisation, by=by, **given)


def message_to(person: User) -> Message:
    return Message.objects.filter(person=person).latest("pk")


# People of an organisation


@pytest.mark.parametrize(
    ("contact", "field", "value"),
    [("An@Cho.example", "email", "an@cho.example"), ("0912 345 678", "phone", "+84912345678")],
)
def test_new_person_gets_an_account_and_a_way_to_set_a_password(
    client: Client, organisation: ManagementOrganisation, market_board: User, contact: str, field: str, value: str
) -> None:
    person = add(organisation, market_board, contact=contact, full_name="  Nguyễn Văn  Đạt ").user
    assert (person.full_name, person.role, getattr(person, field)) == ("Nguyễn Văn Đạt", Role.MARKET_CLERK, value)
    assert person.username.startswith("nguyen-van-dat-")
    assert not person.has_usable_password()
    sent = message_to(person)
    assert "/quen/" not in sent.text
    address = json.loads(unseal(sent.sealed))["address"]
    entered = client.get("/" + address.split("/", 3)[3], follow=True)
    form = {"password1": "mot-mat-khau-dai-9", "password2": "mot-mat-khau-dai-9"}
    client.post(entered.redirect_chain[-1][0], form)
    person.refresh_from_db()
    assert person.check_password("mot-mat-khau-dai-9")


def test_known_person_is_added_as_they_are(
    organisation: ManagementOrganisation, market_board: User, tan_dinh: Market
) -> None:
    clerk = MembershipFactory.create(market=tan_dinh, user__role=Role.MARKET_CLERK).user
    membership = add(organisation, market_board, contact=clerk.username, full_name="")
    assert membership.user == clerk
    assert membership.added_by == market_board
    assert message_to(clerk).template == "staff_added"
    assert set(Market.objects.visible_to(clerk)) == {tan_dinh, organisation.markets.get()}


@pytest.mark.parametrize(
    ("contact", "full_name", "words"),
    [
        ("khong-co-ai", "An", "Chưa có tài khoản nào mang tên này"),
        ("moi@cho.example", "", "ghi họ và tên"),
        ("tieu-thuong", "", "đang là tiểu thương"),
        ("bi-khoa", "", "đang khóa"),
        ("quan-ly-khac", "", "đang là quản lý chợ ở nơi khác"),
    ],
)
def test_person_who_does_not_fit_is_refused(
    organisation: ManagementOrganisation, market_board: User, tan_dinh: Market, contact: str, full_name: str, words: str
) -> None:
    UserFactory.create(username="tieu-thuong", role=Role.TRADER)
    UserFactory.create(username="bi-khoa", role=Role.MARKET_CLERK, is_active=False)
    MembershipFactory.create(market=tan_dinh, user__username="quan-ly-khac")
    before = User.objects.count()
    with pytest.raises(TradersError, match=words):
        add(organisation, market_board, contact=contact, full_name=full_name)
    assert User.objects.count() == before
    assert organisation.members.count() == 1


def test_person_is_added_once(organisation: ManagementOrganisation, market_board: User, market_clerk: User) -> None:
    with pytest.raises(TradersError, match="đã thuộc tổ chức"):
        add(organisation, market_board, contact=market_clerk.username)


def test_role_change_is_told_and_kept(
    organisation: ManagementOrganisation, market_board: User, market_clerk: User
) -> None:
    membership = market_clerk.memberships.get()
    for _ in range(2):
        actions.change_role(membership=membership, role=Role.MARKET_MANAGER, by=market_board)
    market_clerk.refresh_from_db()
    assert market_clerk.role == Role.MARKET_MANAGER
    assert Message.objects.filter(person=market_clerk).count() == 1
    assert "Quản lý chợ" in message_to(market_clerk).text
    newest = staff_history(organisation)[0]
    assert (newest.person, newest.by) == (market_clerk, market_board)
    assert newest.what == "Đổi vai trò: Nhân viên quản lý chợ → Quản lý chợ"


def test_removal_is_told_and_kept(
    organisation: ManagementOrganisation, ben_thanh: Market, market_board: User, market_clerk: User
) -> None:
    actions.remove_staff(membership=market_clerk.memberships.get(), by=market_board)
    assert not Market.objects.visible_to(market_clerk).exists()
    assert message_to(market_clerk).template == "staff_removed"
    newest = staff_history(organisation)[0]
    assert (newest.person, newest.what, newest.by) == (market_clerk, "Gỡ khỏi tổ chức", market_board)


def test_last_manager_stays(organisation: ManagementOrganisation, market_board: User, market_clerk: User) -> None:
    membership = market_board.memberships.get()
    UserFactory.create(role=Role.MARKET_MANAGER, is_active=False).memberships.create(organisation=organisation)
    with pytest.raises(TradersError, match="quản lý cuối cùng"):
        actions.remove_staff(membership=membership, by=market_board)
    with pytest.raises(TradersError, match="quản lý cuối cùng"):
        actions.change_role(membership=membership, role=Role.MARKET_CLERK, by=market_board)
    actions.change_role(membership=market_clerk.memberships.get(), role=Role.MARKET_MANAGER, by=market_board)
    actions.remove_staff(membership=membership, by=market_board)
    assert organisation.members.filter(user=market_clerk).exists()


def test_role_of_who_works_elsewhere_too_is_the_administrators(
    organisation: ManagementOrganisation, market_board: User, market_clerk: User, tan_dinh: Market, administrator: User
) -> None:
    Membership.objects.create(organisation=OrganisationFactory.create(), user=market_clerk)
    membership = market_clerk.memberships.get(organisation=organisation)
    with pytest.raises(TradersError, match="còn làm cho tổ chức khác"):
        actions.change_role(membership=membership, role=Role.MARKET_MANAGER, by=market_board)
    actions.change_role(membership=membership, role=Role.MARKET_MANAGER, by=administrator)


def test_role_from_outside_markets_is_refused(market_board: User, market_clerk: User) -> None:
    with pytest.raises(TradersError, match="chỉ có quản lý và nhân viên"):
        actions.change_role(membership=market_clerk.memberships.get(), role=Role.ADMINISTRATOR, by=market_board)


@pytest.mark.django_db(transaction=True)
def test_two_managers_cannot_remove_each_other(organisation: ManagementOrganisation, market_board: User) -> None:
    second = UserFactory.create(role=Role.MARKET_MANAGER)
    second.memberships.create(organisation=organisation)
    refused: list[str] = []
    barrier = threading.Barrier(2)

    def remove(person: User, by: User) -> None:
        membership = person.memberships.get()
        barrier.wait()
        try:
            actions.remove_staff(membership=membership, by=by)
        except TradersError as error:
            refused.append(str(error))
        finally:
            connection.close()

    pairs = ((market_board, second), (second, market_board))
    threads = [threading.Thread(target=remove, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert organisation.members.count() == 1


def test_invitation_is_sent_again_until_there_is_a_password(
    organisation: ManagementOrganisation, market_board: User, market_clerk: User
) -> None:
    membership = add(organisation, market_board)
    actions.invite_again(membership=membership, by=market_board)
    assert Message.objects.filter(person=membership.user, template="staff_invited").count() == 2
    with pytest.raises(TradersError, match="đã đặt mật khẩu"):
        actions.invite_again(membership=market_clerk.memberships.get(), by=market_board)


def test_manager_adds_people_on_the_page(
    signed_in: Any, organisation: ManagementOrganisation, market_board: User
) -> None:
    client = signed_in(market_board)
    url = reverse("staff_add", args=[organisation.pk])
    assert client.get(url).status_code == 200
    typed = {"contact": "0912345678", "full_name": "Trần Thị Bé", "role": "market_clerk"}
    assert client.post(url, typed | {"full_name": ""}).status_code == 422
    assert client.post(url, typed).status_code == 302
    html = client.get(reverse("organisation_detail", args=[organisation.pk])).content.decode()
    for words in ("Trần Thị Bé", "Chưa đặt mật khẩu", "Thêm vào tổ chức", "Ban quản lý chợ Bến Thành"):
        assert words in html


def test_change_of_people_asks_who_one_is(
    client: Client, organisation: ManagementOrganisation, market_board: User
) -> None:
    client.force_login(market_board)  # no proof in this session
    answer = client.post(
        reverse("staff_add", args=[organisation.pk]),
        {"contact": "0912345678", "full_name": "An", "role": "market_clerk"},
    )
    assert answer.status_code == 302
    assert "xac-nhan-lai" in answer["Location"]
    assert organisation.members.count() == 1


def test_manager_who_removes_themselves_goes_home(
    signed_in: Any, organisation: ManagementOrganisation, market_board: User
) -> None:
    UserFactory.create(role=Role.MARKET_MANAGER).memberships.create(organisation=organisation)
    client = signed_in(market_board)
    answer = client.post(reverse("staff_remove", args=[market_board.memberships.get().pk]))
    assert answer["Location"] == reverse("home")


def test_page_of_an_organisation_asks_no_more_for_more_people(
    client: Client, organisation: ManagementOrganisation, market_board: User, django_assert_num_queries: Any
) -> None:
    client.force_login(market_board)
    url = reverse("organisation_detail", args=[organisation.pk])
    client.get(url)
    for number in range(2):
        for _ in range(number * 3):
            MembershipFactory.create(market=organisation.markets.get())
        with django_assert_num_queries(9):
            client.get(url)


# Organisations and markets


def test_administrator_adds_an_organisation_and_its_market(
    signed_in: Any, administrator: User, ben_thanh: Market
) -> None:
    client = signed_in(administrator)
    typed = {"name": "HTX chợ Lạc Quang", "kind": "cooperative", "city": "79", "phone": "028 3829 9274"}
    assert client.post(reverse("organisation_add"), typed).status_code == 302
    organisation = ManagementOrganisation.objects.get(name="HTX chợ Lạc Quang")
    assert (organisation.kind, organisation.phone) == ("cooperative", "+842838299274")
    market = {"name": "Chợ Bến Thành", "kind": "dan-sinh", "grade": "2", "ward": "ben thanh", "address": "Lô A"}
    client.post(reverse("market_add", args=[organisation.pk]), market)
    added = organisation.markets.get()
    assert (added.slug, added.ward.name, added.is_public) == ("ben-thanh-ben-thanh", "Bến Thành", False)


@pytest.mark.parametrize(
    ("ward", "words"),
    [
        ("Không Có", "Không có phường, xã nào"),
        ("an", "Có nhiều nơi khớp"),
        ("", "Ghi phường, xã"),
        ("Hải Châu", "Không có"),
    ],
)
def test_ward_that_is_not_clear_is_refused(
    signed_in: Any, administrator: User, organisation: ManagementOrganisation, ward: str, words: str
) -> None:
    typed = {"name": "Chợ Mới", "kind": "dan-sinh", "ward": ward}
    answer = signed_in(administrator).post(reverse("market_add", args=[organisation.pk]), typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_organisation_stands_once_in_a_city(
    signed_in: Any, administrator: User, organisation: ManagementOrganisation
) -> None:
    typed = {"name": organisation.name, "kind": "board", "city": organisation.city_id}
    answer = signed_in(administrator).post(reverse("organisation_add"), typed)
    assert "Thành phố đã có tổ chức mang tên này." in answer.content.decode()


def test_slugs_are_free(ben_thanh: Market) -> None:
    assert free_slug("Chợ Đông Ba", "Thuận Hóa") == "dong-ba"
    assert free_slug("Chợ Bến Thành", "Bến Thành") == "ben-thanh-ben-thanh"
    assert free_slug("!!!", "x") == "cho"


# Accounts of officials


def new_office(by: User, **fields: Any) -> User:
    given = {
        "contact": "binh@so.example", "full_name": "Lê Bình", "role": Role.TRAINER, "city": None, "ward": None,
    } | fields  # fmt: skip
    return office.add_office_account(by=by, **given)


def test_account_of_an_official_names_the_place(administrator: User, ben_thanh: Market) -> None:
    person = new_office(administrator, role=Role.WARD_OFFICE, ward=ben_thanh.ward, city=ben_thanh.ward.province)
    assert (person.role, person.ward, person.city) == (Role.WARD_OFFICE, ben_thanh.ward, None)
    assert message_to(person).template == "staff_invited"
    with pytest.raises(TradersError, match="Đã có tài khoản"):
        new_office(administrator)


def test_change_of_an_officials_role_ends_sessions_and_is_told(
    signed_in: Any, administrator: User, official: User, django_capture_on_commit_callbacks: Any
) -> None:
    client = signed_in(official)
    assert client.get(reverse("devices")).status_code == 200
    assert UserSession.objects.filter(user=official).exists()
    with django_capture_on_commit_callbacks(execute=True):
        office.change_office_role(person=official, role=Role.INSPECTOR, city=official.city, ward=None, by=administrator)
    assert not UserSession.objects.filter(user=official).exists()
    assert client.get(reverse("devices")).status_code == 302
    assert message_to(official).template == "staff_role_changed"
    newest = office_history(official)[0]
    assert (newest.what, newest.by) == ("Đổi vai trò: Cán bộ Sở → Thanh tra", administrator)


def test_account_is_closed_and_opened_again(
    signed_in: Any, administrator: User, official: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        office.close_account(person=official, reason="Đã chuyển công tác.", by=administrator)
    official.refresh_from_db()
    assert not official.is_active
    assert "Đã chuyển công tác." in message_to(official).text
    office.open_account(person=official, by=administrator)
    assert [change.what for change in office_history(official)][:2] == ["Mở lại tài khoản", "Khóa tài khoản"]


def test_administrator_becomes_and_ends_as_one_everywhere(administrator: User, official: User) -> None:
    office.change_office_role(person=official, role=Role.ADMINISTRATOR, city=None, ward=None, by=administrator)
    assert User.objects.filter(pk=official.pk, is_staff=True, is_superuser=True).exists()
    office.change_office_role(person=official, role=Role.TRAINER, city=None, ward=None, by=administrator)
    assert User.objects.filter(pk=official.pk, is_staff=False, is_superuser=False).exists()


def test_nobody_changes_their_own_account(administrator: User) -> None:
    with pytest.raises(TradersError, match="tự đổi tài khoản"):
        office.close_account(person=administrator, reason="x", by=administrator)


def test_last_administrator_stays(administrator: User) -> None:
    away = UserFactory.create(role=Role.ADMINISTRATOR, is_active=False)
    with pytest.raises(TradersError, match="quản trị cuối cùng"):
        office.change_office_role(person=administrator, role=Role.TRAINER, city=None, ward=None, by=away)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"role": "official"}, "Chọn tỉnh, thành phố"),
        ({"role": "ward_office"}, "Ghi phường, xã"),
        ({"role": "trader"}, "không phải"),
        ({"role": "trainer", "contact": "khong-phai"}, "Chưa có tài khoản nào"),
    ],
)
def test_office_form_says_what_is_missing(
    signed_in: Any, administrator: User, typed: dict[str, str], words: str
) -> None:
    given = {"full_name": "Lê Bình", "contact": "binh@so.example"} | typed
    answer = signed_in(administrator).post(reverse("office_add"), given)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_office_pages_show_accounts_and_their_history(signed_in: Any, administrator: User, official: User) -> None:
    client = signed_in(administrator)
    listed = client.get(reverse("office_list"), {"q": "can bo so"}).content.decode()
    assert "Cán bộ Sở Công Thương" in listed
    assert "Quản trị Chợ Số" not in listed.partition("<main")[2]
    shown = client.get(reverse("office_detail", args=[official.pk])).content.decode()
    assert "Tạo tài khoản, vai trò: Cán bộ Sở" in shown
