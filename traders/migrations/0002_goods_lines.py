"""Lines of goods to begin with, so that a board can say what a trader sells from the first day."""

from typing import Any

from django.db import migrations

from traders.goods_lines import load_goods_lines


def load(apps: Any, _schema_editor: Any) -> None:
    """Rows that are there already stay."""
    load_goods_lines(apps.get_model("traders", "GoodsLine"))


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("traders", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
