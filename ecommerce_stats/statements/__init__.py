"""The SQL that works figures out. It is put together from the names of our own columns only.

``seller_days`` holds the one definition of figures from order lines: the refresh gives it the lines
of a few account-days, the recount all lines. ``sums`` adds everything else up from seller-days.
"""
