from datetime import datetime

from django.urls import reverse

from centres.membership.models.access import CentreAccess
from centres.year.models.year import CentreYear
from iqm_coe.lib.templatetags.words import long_date, minutes
from iqm_coe.notifications.flows import outbox
from iqm_coe.notifications.models.outbox import Message


def hour_unlocked(year: CentreYear, given: int, *, at: datetime) -> list[Message]:
    """Tells the Centre's people, and its adviser, that the included minutes can be used."""
    access = CentreAccess.objects.adviser_of(year.centre_id)
    adviser = access.user if access else None
    context = {
        "centre": year.centre.name,
        "year": str(year),
        "closes": long_date(year.closes_on),
        "minutes": minutes(given),
        "adviser": adviser.name if adviser else "",
        "adviser_reached": " · ".join(part for part in (adviser.email, adviser.phone) if part) if adviser else "",
        "path": reverse("consultancy:ledger", args=[year.pk]),
    }
    told: list[tuple[str, dict[str, object]]] = [("centre_people", {"centre": year.centre_id})]
    told += [("people", {"ids": [adviser.pk]})] if adviser else []
    return [outbox.write("consultancy/hour_unlocked", to, of, about=year, at=at, context=context) for to, of in told]
