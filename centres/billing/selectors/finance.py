from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Case, Count, Exists, Model, OuterRef, QuerySet, Sum, Value, When, Window
from django.utils.translation import gettext as _

from centres.billing.conditions.charge import outstanding_of
from centres.billing.conditions.finance import AGES, NOT_DUE, of_age
from centres.billing.enums import ChargeState
from centres.billing.models.charge import Charge
from centres.billing.models.invoice import InvoiceLine
from centres.billing.models.payment import Payment
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.addresses import address
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.names import in_order
from iqm_coe.lib.panels import Panel, panels_for
from iqm_coe.lib.permissions import may
from iqm_coe.lib.templatetags.words import money

SHOWN, LAST_SHOWN = 8, 5
NOTHING = Decimal(0), 0


@dataclass(frozen=True)
class Age:
    """What is unpaid of one span of lateness, and on how many lines."""

    label: str
    value: Decimal
    count: int
    is_late: bool
    url: str


@dataclass(frozen=True)
class Dashboard:
    """Where the money stands today, and what finance does next."""

    today: date
    tiles: list[dict[str, object]]
    ages: list[Age]
    to_invoice: list[CentreYear]  # the first of them
    in_all_to_invoice: int
    to_price: list[Charge]
    in_all_to_price: int
    payments: list[Payment]
    panels: list[Panel]
    can_act: bool


def finance_page(user: User, at: datetime, *, is_whole: bool = False) -> Dashboard:
    """Counted now; nothing here is stored. The same number of queries whatever there is. `is_whole`: what stands on
    this page alone is not cut.
    """
    today = london_date(at)
    ages, to_invoice, to_price = _ages(today), _to_invoice(user), _to_price(user)
    return Dashboard(
        today=today,
        tiles=_tiles(sum((age.value for age in ages), Decimal(0))),
        ages=ages,
        to_invoice=to_invoice,
        in_all_to_invoice=_in_all(to_invoice),
        to_price=to_price,
        in_all_to_price=_in_all(to_price),
        payments=_received_last(),
        panels=panels_for("finance", user, is_whole, today),
        can_act=may(user, "billing.do_finance"),
    )


def _in_all(first: Sequence[Model]) -> int:
    """How many there are, which each of the first rows brings along as `of_all`."""
    number: int = getattr(first[0], "of_all") if first else 0  # noqa: B009  # no column of Model
    return number


def _tiles(unpaid: Decimal) -> list[dict[str, object]]:
    states = {state: (number, net) for state, number, net in _charges_by_state()}
    charges, invoices = address("billing:charges"), address("billing:invoices")
    to_price, _net = states.get(ChargeState.TO_PRICE, (0, None))
    to_invoice, net_of = states.get(ChargeState.OPEN, (0, None))
    net = _("%s without VAT") % money(net_of or Decimal(0))
    return [
        {"label": _("To be priced"), "value": to_price, "url": f"{charges}?state=to_price"},
        {
            "label": _("To be invoiced"),
            "value": to_invoice,
            "url": f"{charges}?state=open",
            "hint": net,
        },
        {"label": _("Invoiced, not paid"), "value": money(unpaid), "url": f"{invoices}?standing=unpaid"},
        {
            "label": _("Received, not allocated"),
            "value": money(sum(_unallocated(), Decimal(0))),
            "url": f"{address('billing:payments')}?rest=yes",
        },
    ]


@kept()
def _charges_by_state() -> QuerySet[Charge, tuple[str, int, Decimal | None]]:
    """Of each state how many there are, and how much they are."""
    by_state = Charge.objects.order_by().values("state").annotate(n=Count("pk"), net=Sum("net"))
    return by_state.values_list("state", "n", "net")


@kept()
def _unallocated() -> QuerySet[Payment, Decimal]:
    return Payment.objects.unallocated()


def _ages(today: date) -> list[Age]:
    """What is unpaid by how late it is, in one query."""
    totals = {code: (value, count) for code, value, count in _unpaid_by_age(today)}
    invoices = address("billing:invoices")
    return [
        Age(
            label=str(label),
            value=totals.get(code, NOTHING)[0],
            count=totals.get(code, NOTHING)[1],
            is_late=code != NOT_DUE,
            url=f"{invoices}?standing={code}",
        )
        for code, label in AGES.items()
    ]


@kept()
def _unpaid_by_age(today: date) -> QuerySet[InvoiceLine, tuple[str, Decimal, int]]:
    """Of each span of lateness in which something is unpaid how much it is, and on how many lines."""
    age = Case(*(When(of_age(code, today, "invoice__due_on"), then=Value(code)) for code in AGES))
    by_age = InvoiceLine.objects.unsettled().order_by().annotate(age=age).values("age")
    return by_age.annotate(rest=Sum(outstanding_of("account")), lines=Count("pk")).values_list("age", "rest", "lines")


@kept()
def _to_price(user: User) -> QuerySet[Charge]:
    """The first charges that wait for a price: of schools whose number of pupils is unknown or above the bands. What is
    the person's `is_own` waits for a colleague.
    """
    rows = Charge.objects.filter(state=ChargeState.TO_PRICE).with_own(user)
    shown = only_columns(rows, "membership__school__name", "year__number", "year__centre__name")
    names = in_order("year__centre__name"), "year_id", in_order("membership__school__name")
    first: QuerySet[Charge] = shown.annotate(of_all=Window(Count("pk"))).order_by(*names, "pk")[:SHOWN]
    return first


@kept()
def _to_invoice(user: User) -> QuerySet[CentreYear]:
    """Centre years with charges that wait for an invoice; `waiting` and `net` say how many and how much, `is_own` that
    a colleague raises them.
    """
    own = Charge.objects.own_of(user).filter(state=ChargeState.OPEN, year=OuterRef("pk"))
    opened = CentreYear.objects.filter(charges__state=ChargeState.OPEN)
    told = opened.annotate(waiting=Count("charges"), net=Sum("charges__net"), is_own=Exists(own))
    counted = told.annotate(of_all=Window(Count("pk")))
    years: QuerySet[CentreYear] = counted.select_related("centre").order_by("opens_on", "pk")[:SHOWN]
    return years


@kept()
def _received_last() -> QuerySet[Payment]:
    return Payment.objects.for_list()[:LAST_SHOWN]
