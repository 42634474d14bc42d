"""Links of shop accounts with VNeID."""

from __future__ import annotations

from typing import Any

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from tests.factories.accounts import UserFactory
from tests.factories.traders import ShopAccountFactory
from traders.enums import VneidState
from traders.models import ShopAccount, VneidStep


class VneidStepFactory(DjangoModelFactory[VneidStep]):
    """An account that its owner reported as linked, with a screenshot."""

    class Meta:
        model = VneidStep
        skip_postgeneration_save = True

    account = factory.SubFactory(ShopAccountFactory)
    from_state = VneidState.NOT_LINKED
    state = VneidState.REPORTED
    evidence = "Thấy dòng chữ Đã xác thực"
    picture = factory.LazyFunction(lambda: ContentFile(b"picture", name="anh.avif"))
    by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def settled(step: VneidStep, _create: bool, _given: object, **_more: Any) -> None:  # noqa: N805 - factory_boy calls it so
        when = "vneid_reported_at" if step.state == VneidState.REPORTED else "vneid_checked_at"
        said: dict[str, Any] = {"vneid_state": step.state, "vneid_evidence": step.evidence, when: step.at}
        ShopAccount.objects.filter(pk=step.account_id).update(**said)
