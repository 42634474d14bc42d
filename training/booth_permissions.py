"""Fetch the booth, shift or ticket that a person may see, set up, advise at, or owns.

404 for what they may not know of, 403 for what they may see but not do.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from training.models import AdviceBooth, AdviceTicket, BoothShift

if TYPE_CHECKING:
    from traders.models.actors import Actor


def visible_booth(user: Actor, pk: int) -> AdviceBooth:
    """An announced booth, or one at which this person works."""
    booths = AdviceBooth.objects.visible_to(user).select_related("market__ward__province")
    return get_object_or_404(booths, pk=pk)


def can_manage_booth(user: Actor, booth: AdviceBooth) -> bool:
    return AdviceBooth.objects.managed_by(user).filter(pk=booth.pk).exists()


def can_advise_at(user: Actor, booth: AdviceBooth) -> bool:
    return AdviceBooth.objects.advised_by(user).filter(pk=booth.pk).exists()


def managed_booth(user: Actor, pk: int) -> AdviceBooth:
    """A booth that this person sets up."""
    booth = visible_booth(user, pk)
    if not can_manage_booth(user, booth):
        raise PermissionDenied
    return booth


def advised_booth(user: Actor, pk: int) -> AdviceBooth:
    """A booth whose tickets this person reads and answers."""
    booth = visible_booth(user, pk)
    if not can_advise_at(user, booth):
        raise PermissionDenied
    return booth


def managed_shift(user: Actor, pk: int) -> BoothShift:
    """A shift, cancelled or not, of a booth that this person sets up."""
    shifts = BoothShift.objects.filter(booth__in=AdviceBooth.objects.visible_to(user))
    shift = get_object_or_404(shifts.select_related("booth__market__ward"), pk=pk)
    if not can_manage_booth(user, shift.booth):
        raise PermissionDenied
    return shift


def bookable_shift(pk: int) -> BoothShift:
    """A shift of an announced booth; whether it still has a place is told when somebody books."""
    shifts = BoothShift.objects.filter(booth__in=AdviceBooth.objects.public())
    return get_object_or_404(shifts.select_related("booth__market"), pk=pk)


def slot_moment(code: str) -> dt.datetime:
    """``20261124-0820`` of an address as a moment; 404 for anything else."""
    try:
        return timezone.make_aware(dt.datetime.strptime(code, "%Y%m%d-%H%M"))  # noqa: DTZ007 - local, made aware here
    except ValueError:
        raise Http404 from None


def own_ticket(user: Actor, pk: int) -> AdviceTicket:
    """A ticket of this person."""
    return get_object_or_404(AdviceTicket.objects.filter(person=user.pk).select_related("booth__market"), pk=pk)


def advised_ticket(user: Actor, pk: int) -> AdviceTicket:
    """A ticket of a booth at which this person advises."""
    tickets = AdviceTicket.objects.filter(booth__in=AdviceBooth.objects.advised_by(user))
    rows = tickets.select_related("booth__market", "person", "trader", "advised_by", "shift")
    return get_object_or_404(rows, pk=pk)
