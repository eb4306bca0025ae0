"""The annual payments of a year as its schools read them: their own whole, of each other whether it is paid."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.billing import conf
from centres.billing.conditions.charge import is_settled
from centres.billing.enums import ChargeState, SharedStanding
from centres.billing.models.charge import Charge
from centres.billing.querysets.charge import reads_charge
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.per_request import per_request
from iqm_coe.lib.year_line import YearStep, standing
from schools.models.school import School


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
    return [
        PaymentRow(charge if reads_charge(user, charge) else OthersCharge(charge.school, is_settled(charge)))
        for charge in _charges(year)
    ]


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


def _charges(year: CentreYear) -> list[Charge]:
    """Every charge of the year, read once for line and panel; what of it is shown is decided charge by charge."""
    return per_request(("charges", year.pk), lambda: list(Charge.objects.of_year(year)))


def paid_step(year: CentreYear, user: User, today: date) -> YearStep:
    """Where the annual payments stand together: done when each is paid, written off or waived.

    Day and lateness are those of the payments that this person may see.
    """
    charges = _charges(year)
    settled = [charge for charge in charges if is_settled(charge)]
    waiting = [charge for charge in charges if reads_charge(user, charge) and not is_settled(charge)]
    by_then = year.opens_on + timedelta(days=conf.expected_days.get())  # also where no invoice is out yet
    invoiced = (charge.line.invoice.due_on for charge in waiting if charge.state == ChargeState.INVOICED)
    due_on = min(invoiced, default=by_then) if waiting else None
    state = standing(is_done=bool(charges) and len(settled) == len(charges), due_on=due_on, on=today)
    note = ngettext("%(n)d of %(all)d school", "%(n)d of %(all)d schools", len(charges))
    words = note % {"n": len(settled), "all": len(charges)}
    return YearStep(10, _("Paid"), state, due_on, reverse("year:year", args=[year.pk]) + "#payments", words)
