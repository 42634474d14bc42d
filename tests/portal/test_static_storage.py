from pathlib import Path

from django.conf import settings

from portal.static_storage import bundle

CSS = Path(settings.BASE_DIR) / "static" / "css"


def test_bundle_has_every_file_in_its_layer_and_medium() -> None:
    files = {"a.css": "p { margin: 0 }", "b.css": "h1 { color: red }"}
    styles = '@layer base, print;\n@import "a.css" layer(base);\n@import "b.css" layer(print) print;\n'
    base = "@layer base {\np { margin: 0 }\n}"
    printed = "@media print {\n@layer print {\nh1 { color: red }\n}\n}"
    assert bundle(styles, files.__getitem__) == f"@layer base, print;\n{base}\n{printed}\n"


def test_our_styles_can_be_bundled_whole() -> None:
    bundled = bundle((CSS / "app.css").read_text(), lambda name: (CSS / name).read_text())
    assert "@import" not in bundled
    assert all(sheet.read_text() in bundled for sheet in CSS.glob("*.css") if sheet.name != "app.css")
