"""Who may see which charges, invoices and payments: finance and staff all, a school's own people their school's."""

from datetime import date
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from centres.enums import CentreAccessKind, ChargeState, MembershipState
from centres.querysets.centre import YEAR, centres_of, centres_open_to
from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.lib.rows import with_only
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


class InForceQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Prices are for finance and staff; a school reads its own on its invoice."""
        return self if reads_money(user) else self.none()

    def on(self, day: date) -> Self:
        """In force on this day, both ends included."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)


class PayerQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The office's own list; others read the payer's name on their invoice."""
        return self if reads_money(user) else self.none()


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
        return with_only(self.filter(year=year), "membership__school__name", *LINE).order_by(
            "membership__school__name", "pk"
        )

    def for_list(self) -> Self:
        """With everything that its row and its standing read; what finance still has to do first."""
        names = ("membership__school__name", "membership__state", "year__centre__name", "payer__name")
        shown = with_only(self, *names, *YEAR, *LINE)
        to_do = Case(When(state__in=[ChargeState.TO_PRICE, ChargeState.OPEN], then=0), default=1)
        return shown.order_by(to_do, "year__centre__name", "year_id", "membership__school__name", "pk")


class InvoiceLineQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Finance and staff all; who speaks or pays for a school the lines of that school."""
        if reads_money(user):
            return self
        return self.filter(charge__membership__school__in=schools_whose_money(user))

    def unsettled(self) -> Self:
        """Something is still to be paid."""
        return self.exclude(LINE_SETTLED)

    def for_list(self) -> Self:
        names = ("charge__membership__school__name", "charge__year__centre__name", "charge__year__number")
        return with_only(self, *names, *INVOICE).order_by("pk")


class InvoiceQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Whoever sees a line of it."""
        if reads_money(user):
            return self
        return self.filter(Exists(_lines().visible_to(user).filter(invoice=OuterRef("pk"))))

    def whole_for(self, user: Any) -> Self:
        """Invoices of which this person sees every line: only they may have the document itself."""
        if reads_money(user):
            return self
        hidden = _lines().exclude(pk__in=_lines().visible_to(user).values("pk"))
        return self.visible_to(user).exclude(Exists(hidden.filter(invoice=OuterRef("pk"))))

    def with_outstanding(self) -> Self:
        """Annotate `outstanding`: what is still to be paid on all its lines."""
        return self.annotate(outstanding=Subquery(_outstanding(_lines())))

    def unpaid(self) -> Self:
        """Something is still to be paid on a line."""
        return self.filter(Exists(_lines().unsettled().filter(invoice=OuterRef("pk"))))

    def for_list(self) -> Self:
        return self.with_outstanding().order_by("-pk")


def _lines() -> Any:
    return apps.get_model("centres", "InvoiceLine").objects.all()


def _outstanding(lines: QuerySet[Any]) -> QuerySet[Any]:
    """The sum that is open on the lines of the invoice in the outer row."""
    open_part = F("account__gross") - F("account__paid") - F("account__written_off")
    return (
        lines.filter(invoice=OuterRef("pk")).order_by().values("invoice").annotate(rest=Sum(open_part)).values("rest")
    )


class PaymentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The office's own: a bank line may speak of anybody."""
        return self if reads_money(user) else self.none()

    def with_rest(self) -> Self:
        """Payments of which a part is not allocated."""
        return self.filter(balance__allocated__lt=F("balance__amount"))

    def unallocated(self) -> Any:
        """The sum of what is not allocated."""
        rest = F("balance__amount") - F("balance__allocated")
        return self.aggregate(rest=Coalesce(Sum(rest), 0, output_field=models.DecimalField()))["rest"]

    def for_list(self) -> Self:
        names = ("payer__name", "recorded_by__name", "balance__amount", "balance__allocated")
        return with_only(self, *names).order_by("-received_on", "-pk")
