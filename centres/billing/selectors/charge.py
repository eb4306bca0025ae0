"""The annual payments of a year as its schools read them: their own whole, of each other whether it is paid."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, CharField, F, IntegerField, Q, Value, When
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.billing import conf
from centres.billing.conditions.charge import charge_is_settled, is_settled
from centres.billing.enums import ChargeStanding, ChargeState, SharedStanding
from centres.billing.models.charge import Charge
from centres.billing.querysets.charge import reads_charge, reads_money, schools_whose_money
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import LONDON
from iqm_coe.lib.ranges import DaysLater
from iqm_coe.lib.year_steps import NO_DAY, Owed, Owing, Tally, Turn, Years, owing, whose
from schools.models.school import School
from schools.querysets import reads_every_school

WITH_THE_OFFICE = (ChargeState.TO_PRICE, ChargeState.OPEN)


@dataclass(frozen=True)
class OthersCharge:
    """Another school's annual payment: whether it is paid, which the schools share as they share the hour (R30, R44).

    Neither amount, invoice nor lateness is here to be shown. A waiver is nobody else's to read and counts as paid,
    as it does for the hour.
    """

    school: School
    is_settled: bool

    def standing(self, on: date) -> SharedStanding:
        """The same on every day: late is not for others to read."""
        return SharedStanding.PAID if self.is_settled else SharedStanding.NOT_PAID


@dataclass(frozen=True)
class PaymentRow:
    """One school's annual payment, whole or as others read it."""

    charge: Charge | OthersCharge

    @property
    def is_shown(self) -> bool:
        """Whether amount and invoice are there to be shown."""
        return isinstance(self.charge, Charge)


def year_payments(year: CentreYear, user: User) -> list[PaymentRow]:
    """Each school's annual payment: whole for those who may see it, of others' whether it is paid."""
    return [as_read(charge, user) for charge in Charge.objects.of_year(year)]


def as_read(charge: Charge, user: User) -> PaymentRow:
    """Whole, or in a word. What nobody has invoiced is for schools not paid yet, be it theirs or their neighbour's:
    that it is still to be priced or invoiced is a matter of the office.
    """
    is_with_the_office = charge.state in WITH_THE_OFFICE and not reads_money(user)
    if reads_charge(user, charge) and not is_with_the_office:
        return PaymentRow(charge)
    return PaymentRow(OthersCharge(charge.school, is_settled(charge)))


def told_payments(year: CentreYear, user: User, on: date) -> list[dict[str, object]]:
    """Each school's annual payment with its standing on the day; invoice and amount for those who may see them."""
    return [
        {
            "school": row.charge.school.name,
            "standing": row.charge.standing(on),
            "line": getattr(row.charge, "line", None) if row.is_shown else None,
        }
        for row in year_payments(year, user)
    ]


def _hidden_from(user: User) -> Q:
    """The payments that this person does not see whole: what `visible_to` leaves out."""
    return Q(pk__in=[]) if reads_money(user) else ~Q(membership__school_id__in=schools_whose_money(user))


def payments_owed(user: User, years: Years, on: date) -> Owing:
    """The annual payments of these years. One that is not invoiced is IQM's to invoice, by the day on which payments
    are expected. Day and lateness are those of the payments that this person may see; of the others it is known
    whether they are paid (R30, R44). Administrators read no amounts, and see what is late.
    """
    is_hidden, is_paid = _hidden_from(user), charge_is_settled()
    has_hidden_day = Q(pk__in=[]) if reads_every_school(user) else is_hidden
    is_invoiced = Q(state=ChargeState.INVOICED)
    is_begun = Q(line__account__paid__gt=0) | Q(line__account__written_off__gt=0)
    expected_on = DaysLater(F("year__opens_on"), Value(conf.expected_days.get(), IntegerField()))
    is_with_the_office = Q(pk__in=[]) if reads_money(user) else Q(state__in=WITH_THE_OFFICE)
    raised = TruncDate("raised_at", tzinfo=LONDON)
    due_on = Case(
        When(has_hidden_day, then=NO_DAY), When(is_invoiced, then=F("line__invoice__due_on")), default=expected_on
    )
    word = Case(
        When(is_hidden & is_paid, then=Value(SharedStanding.PAID.value)),
        When(is_hidden, then=Value(SharedStanding.NOT_PAID.value)),
        When(is_with_the_office, then=Value(SharedStanding.NOT_PAID.value)),
        When(~is_invoiced, then=F("state")),
        When(is_paid, then=Value(ChargeStanding.PAID.value)),
        When(is_begun, then=Value(ChargeStanding.PART_PAID.value)),
        default=Value(ChargeStanding.DUE.value),
        output_field=CharField(),
    )
    return owing(
        Charge.objects.filter(year__in=years),
        year="year_id",
        school="membership__school_id",
        is_done=is_paid,
        is_begun=is_begun,
        due_on=due_on,
        turn=whose((is_invoiced, Turn.SCHOOL), otherwise=Turn.IQM),
        as_said=word,
        thing=Case(When(~is_hidden & is_invoiced, then=F("line__invoice_id"))),
        since=Case(
            When(has_hidden_day, then=NO_DAY), When(is_invoiced, then=F("line__invoice__issued_on")), default=raised
        ),
    )


def payments_told(tally: Tally) -> str:
    """How many schools have paid, or were waived."""
    note = ngettext("%(n)d of %(all)d school", "%(n)d of %(all)d schools", tally.total)
    return note % {"n": tally.done, "all": tally.total}


def payment_asked(owed: Owed, day: str) -> str:
    """Once it is invoiced, to pay; before that to invoice."""
    return (_("to pay by %s") if Turn.SCHOOL in Turn(owed.turn) else _("to invoice by %s")) % day


def payment_said(owed: Owed, on: date) -> str:
    """How a payment stands, but for its lateness, which its day tells."""
    is_shared = owed.as_said == SharedStanding.NOT_PAID
    return str((SharedStanding if is_shared else ChargeStanding)(owed.as_said).label)
