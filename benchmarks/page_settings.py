"""The demo's settings with one more page, for ``benchmarks.pages``."""

from portal.settings.dev import *  # noqa: F403

ROOT_URLCONF = "benchmarks.page_urls"
