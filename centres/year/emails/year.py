from datetime import datetime

from django.urls import reverse

from centres.year.models.year import CentreYear
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.notifications.flows import outbox
from iqm_coe.notifications.models.outbox import Message


def year_opened(year: CentreYear, *, at: datetime) -> Message:
    """Tells everybody in the Centre that its next year has begun, and what it asks."""
    plan = year.plans.first()
    context = {
        "centre": year.centre.name,
        "number": year.number,
        "opens": long_date(year.opens_on),
        "closes": long_date(year.closes_on),
        "plans_due": long_date(plan.due_on) if plan else "",
        "path": reverse("year:year", args=[year.pk]),
    }
    return outbox.write(
        "year/year_opened", "centre_people", {"centre": year.centre_id}, about=year, at=at, context=context
    )
