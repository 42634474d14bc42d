"""What a person asked for and cannot have."""


class PrivacyError(Exception):
    """The text is in Vietnamese and says what to do."""
