"""Pictures: what is refused, what goes, how they are served."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.test import Client
from PIL import Image, ImageCms, features

from portal import pictures
from portal.pictures import PictureError, encode_picture
from tests.pictures import jpeg, kept_picture, png

ORIENTATION, DESCRIPTION, GPS, LATITUDE = 0x0112, 0x010E, 0x8825, 2


def read(file: ContentFile[bytes]) -> Image.Image:
    file.seek(0)
    return Image.open(file)


def test_picture_is_kept_as_avif_where_pillow_has_it() -> None:
    file = encode_picture(ContentFile(jpeg()))
    assert read(file).format == ("AVIF" if features.check("avif") else "WEBP")


def test_picture_names_are_random() -> None:
    names = {encode_picture(SimpleUploadedFile("hoa-don-chi-hoa.jpg", jpeg())).name for _ in range(3)}
    assert len(names) == 3
    assert all(pictures.NAME.fullmatch(f"cho/{name}") for name in names)


def test_picture_is_made_smaller_and_never_larger() -> None:
    assert read(encode_picture(ContentFile(jpeg((3200, 1600))))).size == (1600, 800)
    assert read(encode_picture(ContentFile(jpeg((300, 200))))).size == (300, 200)
    assert read(encode_picture(ContentFile(jpeg((300, 200))), longest=150)).size == (150, 100)


def test_picture_loses_what_cameras_write_into_it_and_stands_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION], exif[DESCRIPTION] = 6, "chụp ở nhà chị Hoa"
    exif.get_ifd(GPS)[LATITUDE] = (10.0, 46.0, 20.0)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    file = encode_picture(ContentFile(jpeg((400, 200), exif=exif, icc_profile=profile, comment=b"bi mat")))
    picture = read(file)
    assert picture.size == (200, 400)
    assert not picture.getexif()
    assert {"exif", "icc_profile", "xmp", "comment"}.isdisjoint(picture.info)
    file.seek(0)
    assert b"Exif" not in file.read()


def test_picture_with_colours_of_its_own_is_converted() -> None:
    lab = ImageCms.createProfile("XYZ")  # no profile for RGB: must not break the upload
    file = encode_picture(ContentFile(jpeg(icc_profile=ImageCms.ImageCmsProfile(lab).tobytes())))
    assert read(file).mode == "RGB"


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "I;16"])
def test_picture_of_every_mode_is_read(mode: str) -> None:
    assert read(encode_picture(ContentFile(png(mode=mode)))).mode in {"RGB", "RGBA"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><script>alert(1)</script></html>",
        b"%PDF-1.7 not a picture",
        b"\xff\xd8\xff\xe0" + b"\0" * 200,
        b"\x89PNG\r\n\x1a\n" + b"\0" * 200,
        jpeg()[:400],
    ],
    ids=["empty", "svg", "html", "pdf", "jpeg head", "png head", "torn jpeg"],
)
def test_picture_that_is_none_is_refused(content: bytes) -> None:
    with pytest.raises(PictureError, match="không phải là ảnh đọc được"):
        encode_picture(SimpleUploadedFile("anh.jpg", content, "image/jpeg"))


def test_picture_of_another_format_is_refused() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30)).save(buffer, "TIFF")
    with pytest.raises(PictureError, match="JPG, PNG hoặc WebP"):
        encode_picture(ContentFile(buffer.getvalue(), name="anh.jpg"))


@pytest.mark.parametrize("size", [(9_000, 6_000), (11_000, 9_000), (20_000, 20_000)])
def test_picture_of_too_many_pixels_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(PictureError, match="Ảnh quá lớn"):
        encode_picture(ContentFile(png(size, mode="1")))


def test_picture_of_too_many_bytes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MAX_BYTES", 100)
    for file in (ContentFile(jpeg()), io.BytesIO(jpeg())):
        with pytest.raises(PictureError, match="nặng hơn 15 MB"):
            encode_picture(file)


def test_picture_is_served_to_everybody_for_good(client: Client) -> None:
    name = kept_picture("cho")
    answer = client.get(f"/anh/{name}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == pictures.CONTENT_TYPES[name.rpartition(".")[2]]
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies


def test_smaller_copy_is_made_when_first_asked_for(client: Client) -> None:
    name = kept_picture("cho", (1200, 800))
    small = name.replace(".", "-480.")
    assert not default_storage.exists(small)
    for _ in range(2):
        body = b"".join(client.get(f"/anh/{small}"))
        assert Image.open(io.BytesIO(body)).size == (480, 320)
    assert default_storage.exists(small)


@pytest.mark.parametrize(
    "name",
    [
        "../private/giay-to/x.pdf",
        "..%2f..%2fetc/passwd",
        "%2e%2e/db.sqlite3",
        "/etc/passwd",
        "cho/../giay-to/" + "0" * 32 + ".avif",
        "cho/" + "0" * 32 + ".avif",
        "cho/" + "0" * 32 + "-480.avif",
        "cho/hop-dong.pdf",
        "cho/",
    ],
)
def test_nothing_else_can_be_reached(client: Client, name: str) -> None:
    default_storage.save("cho/hop-dong.pdf", ContentFile(b"%PDF"))
    assert client.get(f"/anh/{name}").status_code == 404


def test_copies_of_other_sizes_are_not_made(client: Client) -> None:
    name = kept_picture("cho")
    assert client.get(f"/anh/{name.replace('.', '-481.')}").status_code == 404
    with pytest.raises(ValueError, match="no copies"):
        pictures.small_url(Stored(name), 481)  # type: ignore[arg-type] # has the name, which is all that is asked for


def test_deleted_picture_is_gone_with_its_copies(client: Client) -> None:
    name = kept_picture("cho")
    small = name.replace(".", "-480.")
    b"".join(client.get(f"/anh/{small}"))
    pictures.delete_picture(Stored(name))  # type: ignore[arg-type] # as above
    assert not default_storage.exists(name)
    assert not default_storage.exists(small)


def test_link_preview_is_a_jpeg_of_one_size() -> None:
    content = pictures.jpeg_of(Stored(kept_picture("cho", (900, 1600))), size=(1200, 630))  # type: ignore[arg-type] # as above
    picture = Image.open(io.BytesIO(content))
    assert (picture.format, picture.size) == ("JPEG", (1200, 630))


class Stored:
    """Stands for the file of an ImageField."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.url = f"/anh/{name}"


class Shown:
    """Stands for a row with a picture."""

    def __init__(self) -> None:
        self.image, self.width, self.height = Stored("cho/" + "a" * 32 + ".avif"), 1600, 900


@pytest.mark.parametrize(
    ("options", "src"), [("", "-960.avif"), ("side=480", "-480.avif"), ("side=0", "a.avif")], ids=["960", "480", "all"]
)
def test_picture_tag_says_size_and_words(options: str, src: str) -> None:
    html = tag(options)
    assert f'{src}"' in html
    for words in ('width="1600" height="900"', 'loading="lazy"', 'alt="Cổng &quot;chính&quot;"'):
        assert words in html


def test_picture_in_sight_is_not_lazy() -> None:
    assert "lazy" not in tag("eager=True")


def tag(options: str) -> str:
    source = f"{{% load components %}}{{% picture shown alt {options} %}}"
    context: dict[str, Any] = {"shown": Shown(), "alt": 'Cổng "chính"'}
    return Template(source).render(Context(context))
