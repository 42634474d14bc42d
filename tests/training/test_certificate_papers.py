"""The PDF read back by another program."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import unicodedata
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader

from portal.typesetting import typeset
from training.certificate_papers import certificate_pdf, certificates_pdf, days_in_words, long_date
from training.models import Certificate

HANOI = dt.timezone(dt.timedelta(hours=7))
LONG_NAME = "Công Tằng Tôn Nữ Nguyễn Phước Hoàng Thị Diễm Phượng Quỳnh Như"
LONG_TITLE = (
    "Kỹ năng livestream bán hàng, dựng nội dung ngắn, chốt đơn, chăm sóc khách và an toàn thanh toán điện tử cho "
)
LONG_TITLE += "tiểu thương các chợ truyền thống trên địa bàn thành phố"
NASTY = '#set page(fill: red) "\\ $x^2$ @a <b> *đậm* `mã` // /* #panic("x")'


def certificate(**facts: Any) -> Certificate:
    usual = {
        "number": "CN-2026-000123", "token": "abcdefghjkmnpqrs", "name": "Nguyễn Thị Bích Phượng",
        "market_name": "Chợ Bến Thành", "course_title": "Livestream bán hàng cho người mới", "run_code": "ls-1",
        "minutes": 270, "held_on": [dt.date(2026, 11, 20), dt.date(2026, 11, 21)], "place": "Phòng họp, Chợ Bến Thành",
        "city_name": "Thành phố Hồ Chí Minh", "organisers": ["Sở Công Thương", "Hiệp hội Thương mại điện tử"],
        "trainers": ["Nguyễn An"], "meetings_attended": 2, "meetings_held": 2,
        "issued_at": dt.datetime(2026, 11, 22, 7, tzinfo=HANOI),
    }  # fmt: skip
    return Certificate(**(usual | facts))


def text_of(pdf: bytes) -> str:
    """All pages with spaces folded."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return unicodedata.normalize("NFC", " ".join(" ".join(page.extract_text() for page in pages).split()))


def marks_outside(pdf: bytes, *, margin: float) -> int:
    """Dark pixels of the first page left or right of the text area, below the awning."""
    page = pypdfium2.PdfDocument(pdf)
    picture = page[0].render(scale=1).to_pil().convert("L")
    page.close()
    width, height = picture.size
    edge = int(margin / 297 * width)
    left = picture.crop((0, int(height * 0.13), edge, int(height * 0.97)))
    right = picture.crop((width - edge, int(height * 0.13), width, int(height * 0.97)))
    return sum(sum(part.histogram()[:200]) for part in (left, right))


def test_page_says_what_was_frozen() -> None:
    pdf = certificate_pdf(certificate())
    text = text_of(pdf)
    for words in (
        "GIẤY CHỨNG NHẬN", "Nguyễn Thị Bích Phượng", "Tiểu thương chợ Bến Thành", "Livestream bán hàng cho người mới",
        "Thời lượng 4 giờ 30 phút, học ngày 20/11/2026 và 21/11/2026 (dự 2/2 buổi)", "CN-2026-000123",
        "Thành phố Hồ Chí Minh, ngày 22 tháng 11 năm 2026", "SỞ CÔNG THƯƠNG – HIỆP HỘI THƯƠNG MẠI ĐIỆN TỬ",
        "abcd efgh jkmn pqrs", "Giảng viên: Nguyễn An", "Đại diện các đơn vị tổ chức",
    ):  # fmt: skip
        assert words in text
    page = PdfReader(io.BytesIO(pdf)).pages[0].mediabox
    assert (round(page.width), round(page.height)) == (842, 595)


def test_document_is_tagged_and_has_title_and_language() -> None:
    reader = PdfReader(io.BytesIO(certificate_pdf(certificate())))
    assert reader.metadata
    assert reader.metadata.title == "Giấy chứng nhận CN-2026-000123 – Nguyễn Thị Bích Phượng"
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("vi")


def test_same_certificate_is_the_same_bytes_and_another_is_not() -> None:
    assert certificate_pdf(certificate()) == certificate_pdf(certificate())
    assert certificate_pdf(certificate()) != certificate_pdf(certificate(name="Nguyễn Thị Bích Phương"))


def test_what_people_typed_is_only_text() -> None:
    pdf = certificate_pdf(
        certificate(name=NASTY, course_title=NASTY, place=NASTY, organisers=[NASTY], trainers=[NASTY])
    )
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    assert text_of(pdf).count('$x^2$ @a <b> *đậm* `mã` // /* #panic("x")') >= 3


@pytest.mark.parametrize(
    "facts",
    [
        {"name": LONG_NAME, "course_title": LONG_TITLE[:160], "organisers": [LONG_TITLE[:150]] * 4},
        {"name": f"{LONG_NAME} {LONG_NAME}"[:120], "place": LONG_TITLE, "trainers": [LONG_NAME] * 4},
        {"name": "W" * 120, "course_title": "M" * 160},
        {"organisers": ["M" * 160]},
        {"organisers": [], "trainers": [], "place": "", "market_name": ""},
    ],
)
def test_long_names_and_titles_stay_on_their_page(facts: dict[str, Any]) -> None:
    pdf = certificate_pdf(certificate(**facts))
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    assert marks_outside(pdf, margin=20) == 0


def test_overflow_would_be_noticed(tmp_path: Path) -> None:
    template = tmp_path / "wide.typ"
    template.write_text('#set page("a4", flipped: true, margin: 5mm)\n#set document(title: "x")\n' + "W " * 4000)
    assert marks_outside(typeset(template, {}, made_at=certificate().issued_at), margin=20) > 0


def test_font_has_every_vietnamese_letter(tmp_path: Path) -> None:
    vowels, tones = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY", ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
    letters = [unicodedata.normalize("NFC", vowel + tone) for vowel, tone in itertools.product(vowels, tones)]
    template = tmp_path / "letters.typ"
    template.write_text(
        '#set document(title: "x")\n#set text(font: "Libertinus Serif", fallback: false)\n'
        "#json(bytes(sys.inputs.values)).letters.join([ ])"
    )
    pdf = typeset(template, {"letters": [*letters, "đ", "Đ", "₫"]}, made_at=certificate().issued_at)
    assert set(letters) | {"đ", "Đ", "₫"} <= set(text_of(pdf).split())
    fonts: Any = PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]
    assert [font.get_object()["/BaseFont"][8:23] for font in fonts["/Font"].values()] == ["LibertinusSerif"]


def test_run_is_one_file_of_a_page_each() -> None:
    pdf = certificates_pdf([certificate(number=f"CN-2026-{place:06}", name=f"Lê Văn {place}") for place in range(7)])
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert [f"CN-2026-{place:06}" in page.extract_text() for place, page in enumerate(pages)] == [True] * 7


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (dt.date(2026, 11, 22), "ngày 22 tháng 11 năm 2026"),
        (dt.date(2026, 2, 3), "ngày 03 tháng 02 năm 2026"),
        (dt.date(2026, 3, 10), "ngày 10 tháng 3 năm 2026"),
    ],
)
def test_date_is_written_as_on_official_papers(day: dt.date, words: str) -> None:
    assert long_date(day) == words


def test_many_days_are_from_to() -> None:
    days = [dt.date(2026, 11, day) for day in (3, 1, 2, 4, 1)]
    assert days_in_words(days[:1]) == "ngày 03/11/2026"
    assert days_in_words(days[:3]) == "ngày 01/11/2026, 02/11/2026 và 03/11/2026"
    assert days_in_words(days) == "từ ngày 01/11/2026 đến ngày 04/11/2026"
