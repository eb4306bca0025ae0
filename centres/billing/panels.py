from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.billing.emails.invoice import REMINDER
from centres.billing.models.charge import Charge
from centres.billing.models.invoice import Invoice, InvoiceLine
from centres.billing.querysets.charge import reads_money, reads_payments
from centres.billing.reminders import payment_due
from centres.billing.selectors import charge as selectors
from centres.billing.selectors.fee import fee_in_words, payment_in_words
from centres.billing.selectors.invoice import days_paid, last_money_of
from centres.year.models.year import CentreYear
from iqm_coe.accounts.enums import OFFICE, IqmRoleKind
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.selectors.event import MOST_TOLD
from iqm_coe.lib.addresses import address
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.panels import Panel, panel
from iqm_coe.lib.undertakings import Undertaking, undertaking
from iqm_coe.lib.year_steps import StepOfYear, year_step
from iqm_coe.notifications.flows.reminder import PLANNED_AHEAD
from iqm_coe.notifications.models.outbox import Delivery
from iqm_coe.notifications.models.reminder import Reminder
from iqm_coe.notifications.querysets import DeliveryQuerySet
from iqm_coe.notifications.subjects import hidden_from
from schools.models.school import School

LINE, REMIND = "billing.invoiceline", "remind"
READ_REMINDERS = OFFICE | {IqmRoleKind.FINANCE}

PAID = year_step(
    StepOfYear(
        code="paid",
        order=10,
        label=gettext_lazy("Paid"),
        thing=gettext_lazy("payment"),
        anchor="schools",
        owed=selectors.payments_owed,
        told=selectors.payments_told,
        said=selectors.payment_said,
        address=lambda invoice: address("billing:invoice", invoice),
        asked=selectors.payment_asked,
        mailed=(("billing.invoiceline", "invoice_id"),),
        shared=reads_payments,
        days_done=days_paid,
    )
)


@panel("school", order=40)
def payments_of_the_school(user: User, school: School, on: date) -> Panel | None:
    """What the school pays, the newest year first, for those who read its money."""
    charges = Charge.objects.visible_to(user).filter(membership__school=school).for_list()
    came = dict(last_money_of(user, school.pk))
    rows = [
        (charge, selectors.as_read(charge, user), came.get(charge.pk))
        for charge in charges.order_by("-year__opens_on", "-pk")
    ]
    shown = {"rows": rows, "today": on, "is_of_a_school": not reads_money(user)}
    return Panel("billing/_of_school.html", shown, "money", _("Money")) if rows else None


@kept("invoice")
def _schools_of_lines(user: User, invoice: int) -> QuerySet[InvoiceLine, tuple[int, str]]:
    rows = InvoiceLine.objects.visible_to(user).filter(invoice=invoice).order_by("pk")
    return rows.values_list("pk", "charge__membership__school__name")


def _mails_of(user: User) -> DeliveryQuerySet:
    """The outbox, for who reads it; for finance what in it is about money that they see."""
    if OFFICE & user.iqm_roles:
        seen: DeliveryQuerySet = Delivery.objects.visible_to(user)
        return seen
    of_money: DeliveryQuerySet = Delivery.objects.exclude(hidden_from(user, message="message__"))
    return of_money


@kept("lines")
def _reminded(user: User, lines: tuple[int, ...], most: int) -> QuerySet[Delivery]:
    """What went, or is on its way, about these lines, by the clock or by hand: at most so many, the last ones."""
    about = {"message__about_type": LINE, "message__about_id__in": lines}
    rows = _mails_of(user).filter(message__kind=REMINDER, let_go_at=None, **about)
    return rows.for_list().select_related("message", "user").order_by("-pk")[:most]


@kept("lines")
def _by_hand(lines: tuple[int, ...]) -> QuerySet[Event, tuple[int, datetime]]:
    """Which lines were reminded of by a person, and when: the clock leaves no event."""
    acts = Event.objects.filter(subject_type=LINE, subject_id__in=lines, action=REMIND)
    return acts.order_by("pk").values_list("subject_id", "at")


@kept("lines")
def _to_come(lines: tuple[int, ...]) -> QuerySet[Reminder]:
    """What is planned while it is still needed: once a line is paid nothing comes."""
    rows = Reminder.objects.still_needed()
    return rows.filter(kind=payment_due.name, subject_id__in=lines).order_by("send_on", "pk")


@kept("lines")
def _open(lines: tuple[int, ...]) -> QuerySet[InvoiceLine, int]:
    return InvoiceLine.objects.unsettled().filter(pk__in=lines).order_by().values_list("pk", flat=True)


@panel("invoice", order=10)
def reminders_about_the_invoice(user: User, invoice: Invoice, on: date) -> Panel | None:
    """For the office and for finance, who may remind: which reminders of this invoice went, and which come."""
    if not READ_REMINDERS & user.iqm_roles:
        return None
    names = dict(_schools_of_lines(user, invoice.pk))
    lines = tuple(names)
    by_hand = set(_by_hand(lines))
    found = list(_reminded(user, lines, MOST_TOLD + 1))  # one more tells that there are more
    told = [
        (mail, names[mail.message.about_id], (mail.message.about_id, mail.message.created_at) in by_hand)
        for mail in found[:MOST_TOLD]
        if mail.message.about_id in names
    ]
    last = max(payment_due.days(), default=0)
    shown = {
        "went": [one for one in told if one[0].sent_at],
        "not_yet": [one for one in told if not one[0].sent_at],
        "most": MOST_TOLD if len(found) > MOST_TOLD else 0,
        "come": [(planned, names[planned.subject_id]) for planned in _to_come(lines)],
        "is_paid": not _open(lines),
        "is_over": invoice.due_on + timedelta(days=last) < on,
        "days": PLANNED_AHEAD.days,
        "names_schools": len(names) > 1,
        "leads": bool(OFFICE & user.iqm_roles),
    }
    return Panel("billing/_reminders.html", shown)


@panel("pack.after", order=30)
def payments_in_the_pack(user: User, year: CentreYear, on: date) -> Panel:
    """Each school's payment as it stands on the day of the pack."""
    return Panel("pdf/_pack_payments.html", {"rows": selectors.told_payments(year, user, on)})


@undertaking(order=10)
def money_asked(school: School, on: date) -> Undertaking:
    """What this school would pay by the prices of this day, and when."""
    return Undertaking(_("Money"), f"{fee_in_words(school, on)} {payment_in_words()}")
