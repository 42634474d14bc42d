"""Working out what came of training: tables in, tables out, no models. The method is decision 10.

Days are whole numbers (days since 1970) and everybody is a number, so that sums over any span of days are two
look-ups (``Ledger``). pandas and statsmodels are imported here alone; nothing that answers a request imports this.
"""
