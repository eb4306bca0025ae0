"""Who handles money, and never their own school's (R48)."""

from datetime import datetime, time

from centres.billing.models.charge import Charge
from centres.billing.models.invoice import InvoiceLine
from centres.billing.models.payer import Payer
from centres.billing.querysets.charge import reads_money, schools_whose_money
from centres.membership.models.membership import Membership
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_finance
from iqm_coe.lib.dates import LONDON
from iqm_coe.lib.permissions import declare
from schools.querysets import ever_schools_of, schools_held_since


def _money_of(subject: Payer | CentreYear | InvoiceLine | Charge | None) -> tuple[set[int], datetime | None]:
    """The schools whose money this is, and since when it has been theirs to pay."""
    if subject is None or isinstance(subject, Payer):
        return ({subject.school_id} if subject and subject.school_id else set()), None
    if isinstance(subject, CentreYear):
        schools = Membership.objects.filter(centre=subject.centre_id).values_list("school", flat=True)
        return set(schools), datetime.combine(subject.opens_on, time.min, LONDON)
    if isinstance(subject, InvoiceLine):
        lines = InvoiceLine.objects.filter(invoice=subject.invoice_id)
        return set(lines.values_list("charge__membership__school", flat=True)), subject.charge.raised_at
    return {subject.membership.school_id}, subject.raised_at


def handles_money(user: User, subject: Payer | CentreYear | InvoiceLine | Charge | None) -> bool:
    """A finance admin who holds no role at a school whose money it is, nor held one since it was owed (R48)."""
    if not is_finance(user, subject):
        return False
    if not ever_schools_of(user):
        return True
    schools, since = _money_of(subject)
    return schools.isdisjoint(schools_held_since(user, since))


def reads_all_money(user: User, subject: object) -> bool:
    """Finance admins and staff see the programme's money."""
    return reads_money(user)


def reads_some_money(user: User, subject: object) -> bool:
    """To whom lines of invoices can be shown: all of them, or those of the schools for which they speak or pay."""
    return reads_money(user) or bool(schools_whose_money(user))


PERMISSIONS = declare(
    {
        "billing.read_finance": reads_all_money,
        "billing.do_finance": is_finance,
        "billing.set_prices": is_finance,
        "billing.manage_payers": is_finance,
        "billing.price_charge": handles_money,
        "billing.waive_charge": handles_money,
        "billing.issue_invoice": handles_money,
        "billing.record_payment": handles_money,
        "billing.allocate_payment": handles_money,
        "billing.write_off": handles_money,
        "billing.remind_of_payment": handles_money,
    }
)
