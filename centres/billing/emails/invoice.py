from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from centres.billing.models.charge import Charge
from centres.billing.models.invoice import InvoiceLine
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.templatetags.words import long_date, money
from iqm_coe.notifications import rendering
from iqm_coe.notifications.deadlines import when
from iqm_coe.notifications.enums import Urgency
from iqm_coe.notifications.flows import outbox
from iqm_coe.notifications.models.outbox import Message
from schools.enums import SchoolRoleKind

# Who in a school is told that it has something to pay.
PAYS = (SchoolRoleKind.COORDINATOR, SchoolRoleKind.FINANCE)

REMINDER = "billing/payment_reminder"


def _payers(line: InvoiceLine) -> dict[str, object]:
    return {"schools": [line.charge.membership.school_id], "kinds": list(PAYS)}


def _about_line(line: InvoiceLine) -> dict[str, object]:
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
        "path": reverse("billing:invoice", args=[line.invoice_id]),
    }


def issued(lines: Iterable[InvoiceLine], *, at: datetime) -> list[Message]:
    """Tells the finance contacts and coordinators of each school of its line on a new invoice."""
    letters = [outbox.Letter(_payers(line), line, _about_line(line)) for line in lines]
    return outbox.write_all("billing/invoice_issued", "school_people", letters, at=at)


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
    return rendering.preview("billing/invoice_issued", context, to=to)


def reminder_words(line: InvoiceLine, on: date) -> dict[str, object]:
    """What a reminder says on the day it goes, however late that is."""
    late = (on - line.invoice.due_on).days
    return {**_about_line(line), "days": abs(late), "is_late": late > 0, "when": when(late)}


def payment_reminder(line: InvoiceLine, *, at: datetime) -> Message:
    """Reminds one school of what is open."""
    return outbox.write(
        REMINDER,
        "school_people",
        _payers(line),
        about=line,
        at=at,
        context=reminder_words(line, london_date(at)),
        urgency=Urgency.LATER,
    )
