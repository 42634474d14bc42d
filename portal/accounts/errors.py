"""The one error of accounts; its text may be shown to whoever asked."""


class AccountsError(Exception):
    """A change of an account, or a code, that cannot be had."""
