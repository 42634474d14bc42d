"""Print who may do what, as docs/roles.md has it."""

from django.core.management.base import BaseCommand

from portal.accounts.roles import as_markdown


class Command(BaseCommand):
    """``manage.py roles > docs/roles.md`` after the table in portal/accounts/roles.py has changed."""

    help = "Print the table of roles and actions as Markdown."

    def handle(self, *_args: object, **_options: object) -> None:
        """Write it to standard output."""
        self.stdout.write(as_markdown(), ending="")
