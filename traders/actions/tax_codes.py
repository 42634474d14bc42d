"""A trader's tax code is written down and, where it is a person's number, sealed and opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portal.privacy.actions import record_reading
from portal.sealing import digest, seal, unseal

if TYPE_CHECKING:
    from portal.accounts.models import User
    from traders.models import Trader
    from traders.tax_codes import TaxCode

WHAT = "mã số thuế 12 số"
"""What was read, as the person is told."""


def write_tax_code(trader: Trader, code: TaxCode | None) -> None:
    """Put ``code`` into the fields of ``trader``, who is not saved here; None takes the old one out."""
    personal = code.digits if code and code.is_personal else ""
    trader.tax_code = code.digits if code and not personal else ""
    trader.personal_tax_code = seal(personal)
    trader.personal_tax_code_tail = code.tail if code and personal else ""
    trader.personal_tax_code_digest = digest(personal)


@transaction.atomic
def open_tax_code(*, trader: Trader, by: User, where: str) -> str:
    """The 12 digits in full, recorded each time, unless it is the person's own. Raises SealBroken."""
    record_reading(people=[trader.user_id], reader=by, what=WHAT, where=where, is_each=True)
    return unseal(trader.personal_tax_code)
