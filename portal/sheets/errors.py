"""A file that cannot be read at all."""


class FileRefusedError(Exception):
    """``code`` is stable; the text says in Vietnamese what is wrong and what to do, whatever the file is for."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
