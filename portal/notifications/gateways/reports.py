"""What providers report later, whoever they are."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Report:
    """One report: our name for the sending or the provider's, and whether the message arrived."""

    gateway: str
    is_delivered: bool
    tracking: str = ""
    provider_id: str = ""
    error: str = ""
