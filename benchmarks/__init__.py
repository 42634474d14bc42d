"""Measurements of ours against a baseline in the same run: ``make bench``, or ``python -m benchmarks.rollups``.

They have embedded servers of their own below ``.data/bench``, whatever DATABASE_URL says.
"""
