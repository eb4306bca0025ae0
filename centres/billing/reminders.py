"""What centres reminds of: an annual payment that is not in (R37)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from centres.billing import conf
from centres.billing.emails import invoice as emails
from centres.billing.models.invoice import InvoiceLine
from iqm_coe.lib.reminders import ReminderKind, Told, remind_of
from iqm_coe.notifications.models.outbox import Message


def unpaid() -> QuerySet[InvoiceLine]:
    """Lines of which something is open; each line is one school's, so each school is reminded of its own alone."""
    dates = {"due_on": F("invoice__due_on"), "known_on": F("invoice__issued_on")}
    return InvoiceLine.objects.unsettled().annotate(**dates).for_list()


def write(line: InvoiceLine, step: int, at: datetime) -> Message:
    """The mail to the school's finance contacts and coordinators."""
    return emails.payment_reminder(line, step=step, at=at)


def told(lines: Iterable[int]) -> Mapping[int, Told]:
    """The invoice and its school in words."""
    rows = InvoiceLine.objects.filter(pk__in=list(lines)).for_list()
    to = _now("Finance contacts and coordinators of %s")
    return {
        line.pk: Told(
            f"{line.invoice.number}, {line.charge.school.name}",
            to % line.charge.school.name,
            reverse("billing:invoice", args=[line.invoice_id]),
        )
        for line in rows
    }


payment_due = remind_of(
    ReminderKind("payment_due", _("A payment is due"), conf.payment_reminder_days, unpaid, write, told)
)
