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
from schools.audiences import schools_with


def unpaid() -> QuerySet[InvoiceLine]:
    """Lines of which something is open; each line is one school's, so each school is reminded of its own alone."""
    dates = {"due_on": F("invoice__due_on"), "known_on": F("invoice__issued_on")}
    return InvoiceLine.objects.unsettled().annotate(**dates).for_list()


def write(line: InvoiceLine, at: datetime) -> Message:
    """The mail to the school's finance contacts and coordinators."""
    return emails.payment_reminder(line, at=at)


def told(lines: Iterable[int]) -> Mapping[int, Told]:
    """The invoice and its school in words."""
    rows = list(InvoiceLine.objects.filter(pk__in=list(lines)).for_list())
    there = schools_with([line.charge.school.pk for line in rows], emails.PAYS)
    to = _now("Finance contacts and coordinators of %s")
    nobody = _now("Nobody: %s has no finance contact and no coordinator here")
    return {
        line.pk: Told(
            f"{line.invoice.number}, {line.charge.school.name}",
            (to if line.charge.school.pk in there else nobody) % line.charge.school.name,
            reverse("billing:invoice", args=[line.invoice_id]),
            is_to_nobody=line.charge.school.pk not in there,
        )
        for line in rows
    }


payment_due = remind_of(
    ReminderKind(
        "payment_due",
        _("A payment is due"),
        conf.payment_reminder_days,
        unpaid,
        write,
        emails.reminder_words,
        told,
        emails.REMINDER,
    )
)
