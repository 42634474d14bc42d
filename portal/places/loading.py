"""Fill the place tables from the files in ``data/`` (called by a migration; safe to run again)."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
UNIT_TYPES = {
    "Phường": "phuong",
    "Xã": "xa",
    "Đặc khu": "dac-khu",
    "Thị trấn": "thi-tran",
}


def rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def conversion_rows() -> Iterator[dict[str, str]]:
    """Old ward → new ward; the island districts Hoàng Sa and Côn Đảo had no wards and are left out."""
    return (r for r in rows("ward_conversion_hcmc_danang.csv") if r["old_ward_code"])


def split_unit(full_name: str) -> tuple[str, str]:
    """``"Phường Bến Thành"`` → ``("phuong", "Bến Thành")``."""
    for word, unit_type in UNIT_TYPES.items():
        if full_name.lower().startswith(word.lower() + " "):  # the list writes "Thị Trấn" too
            return unit_type, full_name[len(word) + 1 :]
    message = f"Unknown kind of unit: {full_name}"
    raise ValueError(message)


def load_provinces(province_model: Any, former_model: Any) -> None:
    province_model.objects.bulk_create(
        [
            province_model(code=r["code"], name=r["name"], full_name=r["full_name"], full_name_en=r["full_name_en"])
            for r in rows("provinces_34.csv")
        ],
        ignore_conflicts=True,
    )
    former_model.objects.bulk_create(
        [former_model(name=r["former_name"], province_id=r["new_code"]) for r in rows("provinces_63_to_34.csv")],
        ignore_conflicts=True,
    )


def load_wards(ward_model: Any, start: dt.date) -> None:
    """Today's wards of Hồ Chí Minh City and Đà Nẵng, and those of before ``start``."""
    today = [
        ward_model(
            code=r["ward_code"],
            province_id=r["province_code"],
            unit_type=UNIT_TYPES[r["unit_type"]],
            name=r["name"],
            full_name=r["full_name"],
            valid_from=start,
        )
        for name in ("wards_hcmc_168.csv", "wards_danang_94.csv")
        for r in rows(name)
    ]
    former = {}
    for r in conversion_rows():
        unit_type, name = split_unit(r["old_ward"])
        former[r["old_ward_code"]] = ward_model(
            code=r["old_ward_code"],
            province_id=r["new_province_code"],
            unit_type=unit_type,
            name=name,
            full_name=r["old_ward"],
            legacy_district=r["old_district"],
            valid_to=start,
        )
    ward_model.objects.bulk_create([*today, *former.values()], ignore_conflicts=True)


def load_conversions(ward_model: Any, conversion_model: Any, start: dt.date) -> None:
    old = {ward.code: ward.pk for ward in ward_model.objects.filter(valid_to=start)}
    new = {ward.code: ward.pk for ward in ward_model.objects.filter(valid_from=start)}
    conversion_model.objects.bulk_create(
        [
            conversion_model(
                old_id=old[r["old_ward_code"]],
                new_id=new[r["new_ward_code"]],
                is_divided=r["is_divided"] == "True",
            )
            for r in conversion_rows()
        ],
        ignore_conflicts=True,
    )
