"""The mails of money and of the hour of consultancy. Each speaks to one school of that school's money alone."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from centres.models import CentreAccess, CentreYear, Charge, InvoiceLine
from iqm_coe.lib.templatetags.words import long_date, minutes, money
from iqm_coe.notifications import rendering
from iqm_coe.notifications.flows import outbox
from iqm_coe.notifications.models import Message
from schools.enums import SchoolRoleKind

# Who in a school is told that it has something to pay.
PAYS = (SchoolRoleKind.COORDINATOR, SchoolRoleKind.FINANCE)


def _payers(line: InvoiceLine) -> dict[str, Any]:
    return {"schools": [line.charge.membership.school_id], "kinds": list(PAYS)}


def _about_line(line: InvoiceLine) -> dict[str, Any]:
    """Of a line only, since an invoice may hold lines of schools that the reader may not see."""
    return {
        "school": line.charge.school.name,
        "centre": line.charge.year.centre.name,
        "year": str(line.charge.year),
        "number": line.invoice.number,
        "payer": line.invoice.payer_name,
        "amount": money(line.gross),
        "outstanding": money(line.outstanding),
        "due": long_date(line.invoice.due_on),
        "path": reverse("centres:invoice", args=[line.invoice_id]),
    }


def invoice_issued(line: InvoiceLine, *, at: datetime) -> Message:
    """Tells one school's finance contacts and coordinators of its line on a new invoice."""
    context = _about_line(line)
    return outbox.write("centres/invoice_issued", "school_people", _payers(line), about=line, at=at, context=context)


def issue_preview(charge: Charge, *, payer: str, amount: str, due: str) -> dict[str, str]:
    """The mail to one school word for word, for the page that asks whether to issue."""
    context = {
        "school": charge.school.name,
        "centre": charge.year.centre.name,
        "year": str(charge.year),
        "number": _("(the next number)"),
        "payer": payer,
        "amount": amount,
        "due": due,
    }
    to = _("Finance contacts and coordinators of %s") % charge.school.name
    return rendering.preview("centres/invoice_issued", context, to=to)


def payment_reminder(line: InvoiceLine, *, step: int, at: datetime) -> Message:
    """Reminds one school of what is open; `step` is the number of days from the day it is due."""
    context = {**_about_line(line), "days": abs(step), "is_late": step > 0, "is_today": step == 0}
    return outbox.write("centres/payment_reminder", "school_people", _payers(line), about=line, at=at, context=context)


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
        "path": reverse("centres:ledger", args=[year.pk]),
    }
    told: list[tuple[str, dict[str, Any]]] = [("centre_people", {"centre": year.centre_id})]
    told += [("people", {"ids": [adviser.pk]})] if adviser else []
    return [outbox.write("centres/hour_unlocked", to, of, about=year, at=at, context=context) for to, of in told]
