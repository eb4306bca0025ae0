from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.billing.models.charge import Charge
from centres.billing.querysets.charge import reads_money, reads_payments
from centres.billing.selectors import charge as selectors
from centres.billing.selectors.fee import fee_in_words, payment_in_words
from centres.billing.selectors.invoice import days_paid, last_money_of
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.addresses import address
from iqm_coe.lib.panels import Panel, panel
from iqm_coe.lib.undertakings import Undertaking, undertaking
from iqm_coe.lib.year_steps import StepOfYear, year_step
from schools.models.school import School

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


@panel("pack.after", order=30)
def payments_in_the_pack(user: User, year: CentreYear, on: date) -> Panel:
    """Each school's payment as it stands on the day of the pack."""
    return Panel("pdf/_pack_payments.html", {"rows": selectors.told_payments(year, user, on)})


@undertaking(order=10)
def money_asked(school: School, on: date) -> Undertaking:
    """What this school would pay by the prices of this day, and when."""
    return Undertaking(_("Money"), f"{fee_in_words(school, on)} {payment_in_words()}")
