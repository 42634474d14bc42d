"""The demo's settings with one more page, for ``benchmarks.pages``."""

from portal.settings.dev import *  # noqa: F403 - all of the demo's, then one changed

ROOT_URLCONF = "benchmarks.page_urls"
