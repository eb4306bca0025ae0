"""Who reads which annual payments whole, and who only whether they are paid (R30, R44)."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from centres.billing.conditions.charge import charge_is_settled
from centres.billing.enums import ChargeState
from centres.membership.enums import CentreAccessKind, MembershipState
from centres.membership.querysets.access import centres_open_to
from centres.membership.querysets.centre import centres_of
from centres.year.querysets.year import YEAR
from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.names import in_order
from schools.enums import SPEAKERS, SchoolRoleKind
from schools.models.role import SchoolRole
from schools.querysets import ever_schools_of, reads_every_school, schools_of

if TYPE_CHECKING:
    from centres.billing.models.charge import Charge
    from centres.year.models.year import CentreYear

READS_MONEY = {IqmRoleKind.FINANCE, IqmRoleKind.STAFF}
# Who sees what their school pays: a contributor writes and sees no money.
MONEY_READERS = (*SPEAKERS, SchoolRoleKind.FINANCE)
# What lists show of a line and of its invoice.
INVOICE = (
    *("invoice__number", "invoice__payer_name", "invoice__issued_on", "invoice__issued_at", "invoice__due_on"),
    *("account__gross", "account__paid", "account__written_off"),
)
LINE = ("line__net", "line__vat", "line__gross", *(f"line__{column}" for column in INVOICE))

# Who pays: as the invoice says, else who is to be asked, as `Charge.told_payer` says it of one row.
TOLD_PAYER = Case(
    When(state=ChargeState.INVOICED, then=F("line__invoice__payer_name")),
    default=F("payer__name"),
    output_field=models.TextField(),
)


def reads_money(user: User) -> bool:
    """Finance admins and staff see all money."""
    return bool(READS_MONEY & user.iqm_roles)


def schools_whose_money(user: User) -> frozenset[int]:
    """The schools whose payments this person reads whole: those for which they speak or pay."""
    return schools_of(user, *MONEY_READERS)


def centres_whose_payments(user: User) -> frozenset[int] | None:
    """The Centres of whose annual payments this person reads in a word whether they are in, and so the log of the
    hour that waits for them: who speaks for one of its schools, and its adviser; None for staff, administrators and
    finance, who read all (R44). A finance contact reads what their own school pays, and nothing of the others.
    """
    if reads_every_school(user) or reads_money(user):
        return None
    return centres_of(user, *SPEAKERS) | centres_open_to(user, CentreAccessKind.ADVISER)


def reads_payments(user: User, centre_id: int) -> bool:
    """Whether this person reads which schools of this Centre have paid."""
    centres = centres_whose_payments(user)
    return centres is None or centre_id in centres


def reads_charge(user: User, charge: "Charge") -> bool:
    """Sees the charge whole: the instance form of Charge.visible_to; reads its membership."""
    return reads_money(user) or charge.membership.school_id in schools_whose_money(user)


class ChargeQuerySet(models.QuerySet["Charge"]):
    def visible_to(self, user: User) -> Self:
        """Finance and staff; who speaks or pays for the school."""
        return self if reads_money(user) else self.filter(membership__school__in=schools_whose_money(user))

    def with_own(self, user: User) -> Self:
        """Annotate `is_own`: somebody else handles it."""
        own = type(self)(self.model).own_of(user)
        return self.annotate(is_own=Exists(own.filter(pk=OuterRef("pk"))) if ever_schools_of(user) else Value(False))

    def own_of(self, user: User) -> Self:
        """Of schools where this person holds a role, or held one since the payment was raised: others handle them, and
        nobody is offered what the rule refuses (R48).
        """
        if not ever_schools_of(user):
            return self.none()
        held = SchoolRole.objects.filter(user=user, school=OuterRef("membership__school"))
        since = Q(ended_at=None) | Q(ended_at__gte=OuterRef("raised_at"))
        return self.filter(Exists(held.filter(since)))

    def settled(self) -> Self:
        """Paid in full, a small rest written off, or waived."""
        return self.filter(charge_is_settled())

    def outstanding(self) -> Self:
        """Of a school that is a live member, and neither waived nor settled: what an included hour waits for (R32)."""
        return self.filter(membership__state=MembershipState.LIVE).exclude(charge_is_settled())

    def of_year(self, year: "CentreYear") -> Self:
        """Those of one year, with what their standing reads, by school."""
        return only_columns(self.filter(year=year), "membership__school__name", *LINE).order_by(
            in_order("membership__school__name"), "pk"
        )

    def for_list(self) -> Self:
        """With everything that its row and its standing read; what finance still has to do first."""
        names = (
            "membership__school__name",
            "membership__school__town",
            "membership__state",
            "year__centre__name",
            "payer__name",
        )
        shown = only_columns(self, *names, *YEAR, *LINE)
        to_do = Case(When(state__in=[ChargeState.TO_PRICE, ChargeState.OPEN], then=0), default=1)
        return shown.order_by(
            to_do, in_order("year__centre__name"), "year_id", in_order("membership__school__name"), "pk"
        )
