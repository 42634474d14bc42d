"""Files that people hand in: public pictures in the default storage, papers in one that no address serves."""

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages


def private_files() -> Storage:
    """Where papers lie; only views that ask who wants them read from here."""
    return storages["private"]


class PrivateFileStorage(FileSystemStorage):
    """Below ``PRIVATE_ROOT``, without an address, for the program's own eyes only."""

    def __init__(self) -> None:
        super().__init__(
            location=settings.PRIVATE_ROOT, base_url=None, file_permissions_mode=0o600, directory_permissions_mode=0o700
        )
