class LivestreamError(Exception):
    """Something a person asked for cannot be done; the text is in Vietnamese and says what to do."""


class ImportRefusedError(LivestreamError):
    """A whole file is not taken. ``code`` is stable for scripts, the text is for the person."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
