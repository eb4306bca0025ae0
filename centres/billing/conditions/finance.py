"""By how much what is unpaid is late: the page of finance counts by it, and the list of invoices is narrowed by it."""

from datetime import date, timedelta

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SOON, LONG = timedelta(days=30), timedelta(days=60)
NOT_DUE = "not_due"
AGES: dict[str, str | Promise] = {
    NOT_DUE: _("Not due yet"),
    "late_30": _("1 to 30 days late"),
    "late_60": _("31 to 60 days late"),
    "late_more": _("More than 60 days late"),
}


def of_age(code: str, day: date, due_on: str = "due_on") -> Q:
    """The condition of one of the ages; `due_on` is the way to the day by which it was due."""
    before = {NOT_DUE: None, "late_30": day, "late_60": day - SOON, "late_more": day - LONG}[code]
    since = {NOT_DUE: day, "late_30": day - SOON, "late_60": day - LONG, "late_more": None}[code]
    condition = Q() if before is None else Q(**{f"{due_on}__lt": before})
    return condition if since is None else condition & Q(**{f"{due_on}__gte": since})
