from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from centres.billing.conditions.charge import outstanding_of
from centres.billing.conditions.finance import AGES, NOT_DUE, of_age
from centres.billing.enums import ChargeState
from centres.billing.models.charge import Charge
from centres.billing.models.invoice import InvoiceLine
from centres.billing.models.payment import Payment
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.names import in_order
from iqm_coe.lib.panels import Panel, panels_for
from iqm_coe.lib.permissions import may
from iqm_coe.lib.templatetags.words import money

SHOWN, LAST_SHOWN = 8, 5


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
    to_invoice: list[CentreYear]
    to_price: list[Charge]
    payments: list[Payment]
    panels: list[Panel]
    can_act: bool


def finance_page(user: User, at: datetime) -> Dashboard:
    """Counted now; nothing here is stored. The same number of queries whatever there is."""
    today = london_date(at)
    ages = _ages(today)
    return Dashboard(
        today=today,
        tiles=_tiles(sum((age.value for age in ages), Decimal(0))),
        ages=ages,
        to_invoice=_to_invoice(user),
        to_price=_to_price(user),
        payments=list(Payment.objects.for_list()[:LAST_SHOWN]),
        panels=panels_for("finance", user, None, today),
        can_act=may(user, "billing.do_finance"),
    )


def _tiles(unpaid: Decimal) -> list[dict[str, object]]:
    states = {row["state"]: row for row in Charge.objects.values("state").annotate(n=Count("pk"), net=Sum("net"))}
    charges, invoices = reverse("billing:charges"), reverse("billing:invoices")
    number, net_of = {state: row["n"] for state, row in states.items()}, {s: row["net"] for s, row in states.items()}
    to_price, to_invoice = number.get(ChargeState.TO_PRICE, 0), number.get(ChargeState.OPEN, 0)
    net = _("%s without VAT") % money(net_of.get(ChargeState.OPEN) or Decimal(0))
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
            "value": money(Payment.objects.all().unallocated()),
            "url": f"{reverse('billing:payments')}?rest=yes",
        },
    ]


def _ages(today: date) -> list[Age]:
    """What is unpaid by how late it is, in one query."""
    rest, late = outstanding_of("account"), {code: of_age(code, today, "invoice__due_on") for code in AGES}
    sums = {f"sum_{code}": Sum(rest, filter=span) for code, span in late.items()}
    counts = {f"lines_{code}": Count("pk", filter=span) for code, span in late.items()}
    totals = InvoiceLine.objects.unsettled().aggregate(**sums, **counts)
    invoices = reverse("billing:invoices")
    return [
        Age(
            label=str(label),
            value=totals[f"sum_{code}"] or Decimal(0),
            count=totals[f"lines_{code}"],
            is_late=code != NOT_DUE,
            url=f"{invoices}?standing={code}",
        )
        for code, label in AGES.items()
    ]


def _to_price(user: User) -> list[Charge]:
    """The first charges that wait for a price: of schools whose number of pupils is unknown or above the bands. What is
    the person's `is_own` waits for a colleague.
    """
    rows = Charge.objects.filter(state=ChargeState.TO_PRICE).with_own(user)
    shown = only_columns(rows, "membership__school__name", "year__number", "year__centre__name")
    return list(
        shown.order_by(in_order("year__centre__name"), "year_id", in_order("membership__school__name"), "pk")[:SHOWN]
    )


def _to_invoice(user: User) -> list[CentreYear]:
    """Centre years with charges that wait for an invoice; `waiting` and `net` say how many and how much, `is_own` that
    a colleague raises them.
    """
    own = Charge.objects.own_of(user).filter(state=ChargeState.OPEN, year=OuterRef("pk"))
    opened = CentreYear.objects.filter(charges__state=ChargeState.OPEN)
    years = opened.annotate(waiting=Count("charges"), net=Sum("charges__net"), is_own=Exists(own))
    return list(years.select_related("centre").order_by("opens_on", "pk")[:SHOWN])
