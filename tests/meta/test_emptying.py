"""Nothing of a test with real transactions is there for the next one."""

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from traders.models import Market, Trader


def test_flush_leaves_no_rows_and_truncates_nothing(transactional_db: None, trader_row: Trader) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        call_command("flush", verbosity=0, interactive=False)
    assert not Trader.objects.exists()
    assert not Market.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SHOW is_superuser")
        is_quick = cursor.fetchone() == ("on",)
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)
    assert is_quick != any("TRUNCATE" in one["sql"] for one in asked)
