"""What a school owes for a Centre year, at the price of the day it was raised (R28)."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centres.billing.enums import ChargeStanding, ChargeState
from centres.billing.models.fee import FeeBand
from centres.billing.models.payer import Payer
from centres.billing.querysets.charge import ChargeQuerySet
from centres.membership.models.membership import Membership
from centres.year.models.year import CentreYear
from iqm_coe.lib.constraints import known
from iqm_coe.lib.transitions import Stateful, Transition
from schools.models.school import School

TO_PRICE, OPEN, INVOICED, WAIVED = (
    ChargeState.TO_PRICE,
    ChargeState.OPEN,
    ChargeState.INVOICED,
    ChargeState.WAIVED,
)


class Charge(Stateful):
    """The annual payment of one school for one Centre year. Once priced it keeps its price, whatever the bands say."""

    year = models.ForeignKey(CentreYear, models.PROTECT, related_name="charges")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="charges")
    state = models.CharField(max_length=20, choices=ChargeState.choices, default=TO_PRICE)
    net = models.DecimalField(max_digits=9, decimal_places=2, null=True, help_text=_("Empty: to be priced."))
    band = models.ForeignKey(FeeBand, models.PROTECT, null=True, related_name="+")
    pupils = models.PositiveIntegerField(null=True, help_text=_("As known when it was raised."))
    months = models.PositiveSmallIntegerField(default=12, help_text=_("Months of the year that are paid for."))
    payer = models.ForeignKey(
        Payer, models.PROTECT, null=True, related_name="charges", help_text=_("Empty: the school itself.")
    )
    reference = models.CharField(max_length=40, unique=True)
    raised_at = models.DateTimeField()
    waived_at = models.DateTimeField(null=True)

    objects = ChargeQuerySet.as_manager()

    STATES = ChargeState
    READ_WITH = ("membership__school", "payer", "year__centre")
    TRANSITIONS: ClassVar = {
        "price": Transition((TO_PRICE, OPEN), OPEN, "billing.price_charge", _("Set the price")),
        "invoice": Transition((OPEN,), INVOICED, "billing.issue_invoice", _("Issue the invoice")),
        "waive": Transition((TO_PRICE, OPEN), WAIVED, "billing.waive_charge", _("Waive")),
    }

    class Meta:
        verbose_name = _("annual payment")
        constraints = [
            models.UniqueConstraint(fields=["year", "membership"], name="charge_once_a_year"),
            known(ChargeState, name="charge_state_known"),
            models.CheckConstraint(
                condition=(~Q(state="to_price") | Q(net=None))
                & (~Q(state__in=["open", "invoiced"]) | Q(net__isnull=False)),
                name="charge_priced_when_it_says_so",
            ),
            models.CheckConstraint(condition=Q(net=None) | Q(net__gt=0), name="charge_costs_something"),
            models.CheckConstraint(condition=Q(months__gte=1, months__lte=12), name="charge_months_of_one_year"),
            models.CheckConstraint(
                condition=Q(state="waived", waived_at__isnull=False) | (~Q(state="waived") & Q(waived_at=None)),
                name="charge_waived_at_when_waived",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def school(self) -> School:
        """The school that owes it."""
        school: School = self.membership.school
        return school

    @property
    def told_payer(self) -> str:
        """Who pays: as the invoice says, else who is to be asked; nothing where nobody is named yet."""
        if self.state == ChargeState.INVOICED:
            return str(self.line.invoice.payer_name)
        return self.payer.name if self.payer else ""

    def standing(self, on: date) -> ChargeStanding:
        """How the payment stands on this day; reads line, account and invoice."""
        if self.state != INVOICED:
            return ChargeStanding(self.state)
        return self.line.standing(on)
