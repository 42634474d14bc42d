"""Asking for a correction or an erasure, and answering."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.audit import acting
from portal.notifications.actions import notify
from portal.privacy.actions.erasures import erase_person
from portal.privacy.enums import RequestKind, RequestState
from portal.privacy.errors import PrivacyError
from portal.privacy.models import DataRequest, Erasure

if TYPE_CHECKING:
    from django.db.models import QuerySet

CLOSED = "Yêu cầu này đã khép lại."


@transaction.atomic
def ask_correction(*, person: User, wish: str, by: User) -> DataRequest:
    """Ask the staff to put something right; the same wish again while it is open is the same request."""
    _lock_person(person)
    same = person.data_requests.open().filter(kind=RequestKind.CORRECTION, wish=wish).first()
    with acting(by):
        return same or DataRequest.objects.create(person=person, kind=RequestKind.CORRECTION, wish=wish)


@transaction.atomic
def ask_erasure(*, person: User, wish: str, by: User) -> DataRequest:
    """Ask to be erased; a second call returns the open request. Raises PrivacyError when already erased."""
    _lock_person(person)
    if Erasure.objects.filter(person=person).exists():
        raise PrivacyError("Dữ liệu của người này đã được xóa.")
    held = person.data_requests.open().filter(kind=RequestKind.ERASURE).first()
    with acting(by):
        return held or DataRequest.objects.create(person=person, kind=RequestKind.ERASURE, wish=wish)


@transaction.atomic
def take_back(*, request: DataRequest, by: User) -> DataRequest:
    """The person does not want it any more; a second call changes nothing. Raises PrivacyError when it is too late."""
    request = _locked(request)
    if request.state == RequestState.TAKEN_BACK:
        return request
    _refuse_closed(request)
    with acting(by):
        return _ended(request, RequestState.TAKEN_BACK, "", by)


@transaction.atomic
def check_request(*, request: DataRequest, by: User) -> DataRequest:
    """``by`` made sure that it is the person who asks, and that it can be done; again changes nothing."""
    request = _locked(request)
    _refuse_closed(request)
    if request.state == RequestState.ASKED:
        request.state, request.checked_at, request.checked_by = RequestState.CHECKED, timezone.now(), by
        with acting(by):
            request.save(update_fields=["state", "checked_at", "checked_by"])
    return request


@transaction.atomic
def finish_request(*, request: DataRequest, answer: str, by: User) -> DataRequest:
    """A checked request is done: what had to be corrected is, or the person is erased now. Raises PrivacyError."""
    request = _locked(request)
    if request.state == RequestState.DONE:
        return request
    if request.state != RequestState.CHECKED:
        raise PrivacyError("Hãy kiểm tra yêu cầu trước." if request.is_open else CLOSED)
    with acting(by):
        _ended(request, RequestState.DONE, answer, by)
        if request.kind == RequestKind.ERASURE:
            erase_person(person=request.person, by=by, request=request)
        else:
            _tell(request, "data_request_done", by)
    return request


@transaction.atomic
def refuse_request(*, request: DataRequest, answer: str, by: User) -> DataRequest:
    """Say no, and why. Raises PrivacyError without a reason, or when it is closed."""
    request = _locked(request)
    _refuse_closed(request)
    if not answer:
        raise PrivacyError("Từ chối thì phải nói lý do, để người gửi hiểu.")
    with acting(by):
        _ended(request, RequestState.REFUSED, answer, by)
        _tell(request, "data_request_refused", by)
    return request


def _ended(request: DataRequest, state: RequestState, answer: str, by: User) -> DataRequest:
    request.state, request.answer, request.ended_at, request.ended_by = state, answer, timezone.now(), by
    request.save(update_fields=["state", "answer", "ended_at", "ended_by"])
    return request


def _tell(request: DataRequest, template: str, by: User) -> None:
    values = {"kind": request.get_kind_display().lower()}
    notify(person=request.person, template=template, values=values, key=f"{template}:{request.pk}", by=by)


def _refuse_closed(request: DataRequest) -> None:
    if not request.is_open:
        raise PrivacyError(CLOSED)


def _locked(request: DataRequest) -> DataRequest:
    rows: QuerySet[DataRequest] = DataRequest.objects.select_for_update(of=("self",)).select_related("person")
    return rows.get(pk=request.pk)


def _lock_person(person: User) -> None:
    User.objects.select_for_update().get(pk=person.pk)
