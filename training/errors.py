"""The one error of this application."""


class TrainingError(Exception):
    """Something that cannot be done; the text says why and what to do, and may be shown to a user."""
