"""The mail about an export of all about a person."""

from datetime import datetime

from django.urls import reverse

from iqm_coe.notifications.enums import Urgency
from iqm_coe.notifications.flows import outbox
from iqm_coe.notifications.models.outbox import Message
from iqm_coe.records.models.export import Export


def asked(export: Export, *, at: datetime) -> Message:
    """Tells the person whom it is about, also where they asked themselves: it could be somebody at their account."""
    is_own = export.asked_by_id == export.person_id
    return outbox.write(
        "records/export_asked",
        to="people",
        of={"ids": [export.person_id]},
        about=export.person,
        at=at,
        context={
            "is_own": is_own,
            "path": reverse("records:export", args=[export.pk]) if is_own else reverse("records:my_export"),
        },
        urgency=Urgency.FIRST,
    )
