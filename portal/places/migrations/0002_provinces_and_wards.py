"""Load provinces, wards and what old wards became."""

from typing import Any

from django.db import migrations

from portal.places import loading
from portal.places.models import TWO_TIER_START


def load(apps: Any, _schema_editor: Any) -> None:
    """Rows that are there already stay."""

    def model(name: str) -> Any:
        return apps.get_model("places", name)

    loading.load_provinces(model("Province"), model("FormerProvince"))
    loading.load_wards(model("Ward"), TWO_TIER_START)
    loading.load_conversions(model("Ward"), model("WardConversion"), TWO_TIER_START)


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("places", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
