"""Pages of products and papers."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.pictures import encode_picture
from portal.privacy.models import PersonalDataReading
from tests.factories.goods import PDF, PaperFactory, ProductFactory, ProductPictureFactory
from tests.factories.traders import TraderFactory
from tests.pictures import jpeg
from tests.threads import at_once
from traders.actions.products import add_pictures, copy_product, put_picture_first, remove_picture, save_product
from traders.enums import CheckState
from traders.errors import TradersError
from traders.models import Market, Paper, Product, ProductPicture, Trader
from traders.queries.products import products_for

pytestmark = pytest.mark.django_db


def as_(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


@pytest.mark.parametrize(
    ("fields", "name"),
    [({"price": 0}, "product_price_positive"), ({"name": "MẮM RUỐC", "unit": "KG"}, "product_once_a_trader")],
)
def test_product_that_cannot_be_is_refused(trader_row: Trader, fields: dict[str, Any], name: str) -> None:
    ProductFactory.create(trader=trader_row, name="Mắm ruốc", unit="kg")
    product = ProductFactory.build(trader=trader_row, **fields)
    with pytest.raises(ValidationError):
        product.validate_constraints()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        product.save()


@pytest.mark.parametrize(
    ("typed", "price"), [("120.000", 120_000), ("120k", 120_000), ("1,2 triệu", 1_200_000), ("", None)]
)
def test_price_is_typed_as_people_say_it(client: Client, trader_row: Trader, typed: str, price: int | None) -> None:
    sent = {"name": "Mắm  cá linh", "unit": "hũ 500 g", "price": typed, "is_sold": "on"}
    assert as_(client, trader_row.user).post(reverse("product_add"), sent).status_code == 302
    product = Product.objects.get()
    assert (product.name, product.price, product.trader) == ("Mắm cá linh", price, trader_row)


@pytest.mark.parametrize(
    ("typed", "words"), [("0", "lớn hơn 0"), ("-5000", "lớn hơn 0"), ("rẻ lắm", "Nhập số tiền bằng chữ số")]
)
def test_price_that_is_none_is_answered_with_422(client: Client, trader_row: Trader, typed: str, words: str) -> None:
    sent = {"name": "Mắm", "unit": "kg", "price": typed}
    response = as_(client, trader_row.user).post(reverse("product_add"), sent)
    assert response.status_code == 422
    assert words in response.content.decode()


def test_board_adds_for_a_trader_of_its_market_only(
    client: Client, trader_row: Trader, market_board: User, other_board: User
) -> None:
    url = f"{reverse('product_add')}?tieu-thuong={trader_row.pk}"
    sent = {"name": "Mắm", "unit": "kg"}
    assert as_(client, other_board).post(url, sent).status_code == 404
    assert as_(client, market_board).post(url, sent).status_code == 302
    assert Product.objects.get().trader == trader_row


def test_trader_reaches_nobody_elses_product(client: Client, trader: User, ben_thanh: Market) -> None:
    foreign = ProductPictureFactory.create(product__trader=TraderFactory.create(market=ben_thanh))
    as_(client, trader)
    for name in ("product_detail", "product_edit"):
        assert client.get(reverse(name, args=[foreign.product.pk])).status_code == 404
    for name in ("product_copy", "product_sold", "product_pictures"):
        assert client.post(reverse(name, args=[foreign.product.pk])).status_code == 404
    assert client.post(reverse("product_picture_remove", args=[foreign.pk])).status_code == 404


def test_products_are_found_without_accents_and_exact_ones_first(trader_row: Trader, market_board: User) -> None:
    for name in ("Mạn chua", "Mắn đỏ", "Cá khô"):
        ProductFactory.create(trader=trader_row, name=name)
    found = products_for(market_board, trader_row.market, search="Mắn")
    assert [product.name for product in found] == ["Mắn đỏ", "Mạn chua"]


@pytest.mark.parametrize("rows", [1, 3])
def test_product_list_costs_the_same_for_one_and_three(
    client: Client, official: User, ben_thanh: Market, django_assert_num_queries: Any, rows: int
) -> None:
    for trader in TraderFactory.create_batch(rows, market=ben_thanh):
        product = ProductPictureFactory.create(product__trader=trader).product
        PaperFactory.create(trader=trader).products.set([product])
    as_(client, official)
    with django_assert_num_queries(8):
        assert client.get(reverse("product_list", args=["ben-thanh"])).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_paper_list_costs_the_same_for_one_and_three(
    client: Client, official: User, ben_thanh: Market, django_assert_num_queries: Any, rows: int
) -> None:
    for trader in TraderFactory.create_batch(rows, market=ben_thanh):
        PaperFactory.create(trader=trader).products.set([ProductFactory.create(trader=trader)])
    as_(client, official)
    with django_assert_num_queries(7):
        assert client.get(reverse("paper_list", args=["ben-thanh"])).status_code == 200


def pictures(count: int) -> list[ContentFile[bytes]]:
    return [encode_picture(ContentFile(jpeg((40, 30)))) for _ in range(count)]


def test_product_has_six_pictures_at_most(trader_row: Trader) -> None:
    product = ProductFactory.create(trader=trader_row)
    add_pictures(product=product, files=pictures(5), by=trader_row.user)
    with pytest.raises(TradersError, match="còn thêm được 1"):
        add_pictures(product=product, files=pictures(2), by=trader_row.user)
    assert product.pictures.count() == 5


@pytest.mark.django_db(transaction=True)
def test_pictures_added_twice_at_once_are_never_more_than_six(trader_row: Trader) -> None:
    product = ProductFactory.create(trader=trader_row)
    files = iter((pictures(4), pictures(4)))
    at_once(lambda: add_pictures(product=product, files=next(files), by=trader_row.user))
    assert product.pictures.count() == 4


@pytest.mark.django_db(transaction=True)
def test_product_added_twice_at_once_is_one_product(trader_row: Trader) -> None:
    got = at_once(lambda: save_product(product=Product(trader=trader_row, name="Mắm", unit="kg"), by=trader_row.user))
    assert Product.objects.count() == 1
    assert [str(each) for each in got if isinstance(each, Exception)] == ["Đã có mặt hàng này với cùng đơn vị."]


def test_pictures_are_ordered_and_leave_no_file_behind(
    trader_row: Trader, django_capture_on_commit_callbacks: Any
) -> None:
    product = ProductFactory.create(trader=trader_row)
    first, second, third = add_pictures(product=product, files=pictures(3), by=trader_row.user)
    put_picture_first(picture=third, by=trader_row.user)
    assert list(product.pictures.all()) == [third, first, second]
    name = str(second.image.name)
    assert default_storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        remove_picture(picture=second, by=trader_row.user)
    assert not default_storage.exists(name)


def test_copy_has_pictures_of_its_own_and_is_made_once(trader_row: Trader) -> None:
    shot = ProductPictureFactory.create(product__trader=trader_row, product__name="Mắm")
    copy = copy_product(product=shot.product, by=trader_row.user)
    assert (copy.name, copy.is_sold, copy.price) == ("Mắm (bản sao)", False, 120_000)
    assert copy.pictures.get().image.name != shot.image.name
    assert copy_product(product=shot.product, by=trader_row.user) == copy
    assert ProductPicture.objects.count() == 2


def test_pictures_page_takes_several_and_refuses_what_is_none(client: Client, trader_row: Trader) -> None:
    product = ProductFactory.create(trader=trader_row)
    url = reverse("product_pictures", args=[product.pk])
    as_(client, trader_row.user)
    good = [SimpleUploadedFile(f"{n}.jpg", jpeg((60, 40))) for n in range(2)]
    assert client.post(url, {"pictures": good}).status_code == 302
    assert product.pictures.count() == 2
    bad = SimpleUploadedFile("a.svg", b"<svg onload='alert(1)'/>", content_type="image/svg+xml")
    response = client.post(url, {"pictures": [bad]})
    assert (response.status_code, product.pictures.count()) == (422, 2)


def test_product_page_says_which_papers_are_missing(client: Client, trader_row: Trader) -> None:
    product = ProductFactory.create(trader=trader_row)
    page = as_(client, trader_row.user).get(reverse("product_detail", args=[product.pk])).content.decode()
    assert "Còn thiếu giấy tờ" in page
    assert "122/2025/QH15" in page


# Papers


def handed_in(client: Client, content: bytes = PDF, **fields: Any) -> Any:
    sent = {"kind": "origin", "number": "12/2026", "upload": SimpleUploadedFile("giay.pdf", content)} | fields
    return client.post(reverse("paper_add"), sent)


def test_paper_is_handed_in_checked_and_shown_beside_its_file(
    client: Client, trader_row: Trader, market_board: User, ben_thanh: Market
) -> None:
    assert handed_in(as_(client, trader_row.user)).status_code == 302
    paper = Paper.objects.get()
    queue = as_(client, market_board).get(reverse("paper_queue", args=[ben_thanh.slug])).content.decode()
    assert reverse("paper_file", args=[paper.pk]) in queue
    client.post(reverse("paper_accept", args=[paper.pk]), {"tu": "hang-cho"})
    paper.refresh_from_db()
    assert (paper.state, paper.checked_by) == (CheckState.ACCEPTED, market_board)


def test_same_file_handed_in_again_leads_to_the_first(client: Client, trader_row: Trader) -> None:
    as_(client, trader_row.user)
    assert handed_in(client)["Location"] == handed_in(client)["Location"]
    assert Paper.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"content": b"<html><script>alert(1)</script>"}, "Chỉ nhận tệp PDF hoặc ảnh"),
        ({"upload": ""}, "Chọn tệp hoặc chụp giấy tờ"),
        ({"kind": ""}, "Chọn loại giấy tờ"),
        ({"issued_on": "2099-01-01"}, "không thể ở sau hôm nay"),
        ({"issued_on": "2026-01-02", "valid_until": "2026-01-01"}, "Ngày cấp phải trước ngày hết giá trị"),
    ],
)
def test_paper_that_cannot_be_taken_is_answered_with_422(
    client: Client, trader_row: Trader, fields: dict[str, Any], words: str
) -> None:
    response = handed_in(as_(client, trader_row.user), **fields)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Paper.objects.exists()


def test_file_of_a_paper_is_served_to_owner_and_board_alone_and_never_run(
    client: Client, trader_row: Trader, market_board: User, other_board: User, other_trader: User, official: User
) -> None:
    paper = PaperFactory.create(trader=trader_row)
    url = reverse("paper_file", args=[paper.pk])
    shown = as_(client, market_board).get(url)
    assert shown.headers["Content-Type"] == "application/pdf"
    assert shown.headers["Content-Disposition"] == f'inline; filename="giay-to-{paper.pk}.pdf"'
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
    assert b"".join(shown) == PDF
    assert PersonalDataReading.objects.get().what == "Giấy tờ: Nguồn gốc, xuất xứ"
    saved = client.get(url, {"tai": "1"})
    assert saved.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(saved) == PDF
    for person, status in ((other_board, 404), (other_trader, 404), (official, 403)):
        assert as_(client, person).get(url).status_code == status
    assert PersonalDataReading.objects.count() == 1


def test_paper_is_renewed_and_the_old_one_stays(client: Client, trader_row: Trader) -> None:
    old = PaperFactory.create(trader=trader_row, state="refused", reason="mờ", checked_at="2026-11-01T00:00Z")
    url = reverse("paper_replace", args=[old.pk])
    sent = {"number": "mới", "upload": SimpleUploadedFile("a.jpg", jpeg())}
    assert as_(client, trader_row.user).post(url, sent).status_code == 302
    new = Paper.objects.get(replaces=old)
    assert (new.kind, new.state) == (old.kind, CheckState.WAITING)
    assert client.get(url)["Location"] == reverse("paper_detail", args=[new.pk])


def test_queue_passes_over_what_is_put_off(
    client: Client, trader_row: Trader, market_board: User, ben_thanh: Market
) -> None:
    first, second = (PaperFactory.create(trader=trader_row) for _ in range(2))
    url = reverse("paper_queue", args=[ben_thanh.slug])
    as_(client, market_board)
    assert reverse("paper_accept", args=[first.pk]) in client.get(url).content.decode()
    assert reverse("paper_accept", args=[second.pk]) in client.get(url, {"qua": first.pk}).content.decode()


def test_refusal_without_reason_is_answered_with_422(client: Client, trader_row: Trader, market_board: User) -> None:
    paper = PaperFactory.create(trader=trader_row)
    response = as_(client, market_board).post(reverse("paper_refuse", args=[paper.pk]), {"reason": " "})
    assert response.status_code == 422
    assert "Ghi lý do" in response.content.decode()
