"""The law's figures that hold when this was written; later ones are further rows."""

import datetime as dt
from typing import Any

from django.db import migrations

THRESHOLD = "Nghị định 141/2026/NĐ-CP (từ 01/01/2026)"
WITHHOLDING = "Nghị định 117/2025/NĐ-CP (từ 01/07/2025)"


def load(apps: Any, _schema_editor: Any) -> None:
    """Rows that are there already stay."""
    apps.get_model("ecommerce_stats", "TaxThreshold").objects.get_or_create(
        valid_from=dt.date(2026, 1, 1), defaults={"amount": 1_000_000_000, "document": THRESHOLD}
    )
    apps.get_model("ecommerce_stats", "WithholdingRate").objects.get_or_create(
        valid_from=dt.date(2025, 7, 1), defaults={"vat_bp": 100, "income_bp": 50, "document": WITHHOLDING}
    )


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("ecommerce_stats", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
