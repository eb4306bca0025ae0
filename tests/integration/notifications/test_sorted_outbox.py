"""The outbox is sorted by the query as its rows tell it."""

import pytest
from django.utils.datastructures import MultiValueDict

from iqm_coe.lib.lists.table import narrowed_list
from iqm_coe.notifications.enums import DeliveryStatus
from iqm_coe.notifications.lists import Deliveries
from iqm_coe.notifications.models.outbox import Delivery
from tests.clock import NOW
from tests.factories.notifications import DeliveryFactory

pytestmark = pytest.mark.django_db

GONE = {"claimed_at": NOW, "handed_over_at": NOW}
MADE = [
    {"held_at": NOW},
    {"let_go_at": NOW, "let_go_why": "left"},
    {"failed_at": NOW},
    {"uncertain_at": NOW, **GONE},
    {"sent_at": NOW, **GONE},
    {"claimed_at": NOW},
    {},
]


def in_order(sort: str) -> list[Delivery]:
    rows = Delivery.objects.for_outbox()
    return list(narrowed_list(MultiValueDict({"sort": [sort]}), Deliveries, rows, NOW.date())[0].data.data)


def test_by_status_in_the_order_in_which_they_follow_each_other() -> None:
    for instants in MADE:
        DeliveryFactory(next_attempt_at=NOW, created_at=NOW, **instants)

    assert [row.status for row in in_order("status")] == list(DeliveryStatus)
    assert [row.status for row in in_order("-status")] == list(DeliveryStatus)[::-1]


def test_by_subject_as_a_dictionary_sorts() -> None:
    for subject in ("Ångström", "Plans", "an invoice"):
        DeliveryFactory(next_attempt_at=NOW, created_at=NOW, subject=subject)

    assert [row.subject for row in in_order("subject")] == ["an invoice", "Ångström", "Plans"]
