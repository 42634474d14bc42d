"""Pages of accounts that are ours; allauth's stand in ``urls.py``."""
