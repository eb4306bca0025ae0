"""Who reads which annual payments whole, and who only whether they are paid (R30, R44)."""

from typing import Any, Self

from django.db import models
from django.db.models import Case, F, Q, When

from centres.billing.enums import ChargeState
from centres.membership.enums import CentreAccessKind, MembershipState
from centres.membership.querysets.access import centres_open_to
from centres.membership.querysets.centre import centres_of
from centres.year.querysets.year import YEAR
from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.lib.columns import only_columns
from schools.enums import SPEAKERS, SchoolRoleKind
from schools.querysets import reads_every_school, schools_of

READS_MONEY = {IqmRoleKind.FINANCE, IqmRoleKind.STAFF}
# Who sees what their school pays: a contributor writes and sees no money.
MONEY_READERS = (*SPEAKERS, SchoolRoleKind.FINANCE)
SETTLED = Q(line__account__gross=F("line__account__paid") + F("line__account__written_off"))
# What lists show of a line and of its invoice.
INVOICE = (
    *("invoice__number", "invoice__payer_name", "invoice__issued_on", "invoice__issued_at", "invoice__due_on"),
    *("account__gross", "account__paid", "account__written_off"),
)
LINE = ("line__net", "line__vat", "line__gross", *(f"line__{column}" for column in INVOICE))
LINE_SETTLED = Q(account__gross=F("account__paid") + F("account__written_off"))


def reads_money(user: Any) -> bool:
    """Finance admins and staff see all money."""
    return bool(READS_MONEY & user.iqm_roles)


def schools_whose_money(user: Any) -> frozenset[int]:
    """The schools whose payments this person reads whole: those for which they speak or pay."""
    return schools_of(user, *MONEY_READERS)


def centres_whose_payments(user: Any) -> frozenset[int] | None:
    """The Centres of whose annual payments this person reads in a word whether they are in, and so the log of the
    hour that waits for them: who speaks or pays for one of its schools, and its adviser; None for staff,
    administrators and finance, who read all (R44).
    """
    if reads_every_school(user) or reads_money(user):
        return None
    return centres_of(user, *MONEY_READERS) | centres_open_to(user, CentreAccessKind.ADVISER)


def reads_payments(user: Any, centre_id: int) -> bool:
    """Whether this person reads which schools of this Centre have paid."""
    centres = centres_whose_payments(user)
    return centres is None or centre_id in centres


def reads_charge(user: Any, charge: Any) -> bool:
    """Sees the charge whole: the instance form of Charge.visible_to; reads its membership."""
    return reads_money(user) or charge.membership.school_id in schools_whose_money(user)


class ChargeQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Finance and staff; who speaks or pays for the school."""
        return self if reads_money(user) else self.filter(membership__school__in=schools_whose_money(user))

    def settled(self) -> Self:
        """Paid in full, a small rest written off, or waived."""
        return self.filter(SETTLED | Q(state=ChargeState.WAIVED))

    def outstanding(self) -> Self:
        """Of a school that is a live member, and neither waived nor settled: what an included hour waits for (R32)."""
        live = self.filter(membership__state=MembershipState.LIVE).exclude(state=ChargeState.WAIVED)
        return live.exclude(SETTLED)

    def of_year(self, year: Any) -> Self:
        """Those of one year, with what their standing reads, by school."""
        return only_columns(self.filter(year=year), "membership__school__name", *LINE).order_by(
            "membership__school__name", "pk"
        )

    def for_list(self) -> Self:
        """With everything that its row and its standing read; what finance still has to do first."""
        names = ("membership__school__name", "membership__state", "year__centre__name", "payer__name")
        shown = only_columns(self, *names, *YEAR, *LINE)
        to_do = Case(When(state__in=[ChargeState.TO_PRICE, ChargeState.OPEN], then=0), default=1)
        return shown.order_by(to_do, "year__centre__name", "year_id", "membership__school__name", "pk")
