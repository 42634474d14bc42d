#!/usr/bin/env python
"""Django's command line; starts the embedded servers first when a command needs them."""

import os
import sys


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    from django.core.management import execute_from_command_line

    from portal import embedded

    if embedded.is_needed_by(sys.argv):
        embedded.start()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
