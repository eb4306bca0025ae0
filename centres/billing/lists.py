"""The lists of this room."""

from collections.abc import Mapping

from django.db.models import Model
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from centres.billing.conditions.charge import outstanding_of
from centres.billing.enums import ChargeStanding, ChargeState
from centres.billing.filters import (
    INVOICE_STANDING,
    LINE_STANDING,
    STANDING,
    ChargeFilter,
    InvoiceFilter,
    PaymentFilter,
)
from centres.billing.models.charge import Charge
from centres.billing.querysets.charge import TOLD_PAYER
from centres.billing.querysets.payment import UNALLOCATED
from centres.billing.rules import reads_some_money
from iqm_coe.lib.addresses import address
from iqm_coe.lib.lists.columns import Day, Drawn, Name, Number, Pounds, Title, Words
from iqm_coe.lib.lists.states import Told
from iqm_coe.lib.lists.table import ListTable


def _invoice(row: Model, beside: Mapping[str, object]) -> str:
    """What the page says where nothing is left to be done: on which invoice it stands."""
    return row.line.invoice.number if isinstance(row, Charge) and row.state == ChargeState.INVOICED else ""


def _is_theirs_to_act(row: Charge, beside: Mapping[str, object]) -> bool:
    """Whether whoever reads may act, and nobody else has to because it is of a school of theirs."""
    own = beside["own"]
    return bool(beside["can_act"]) and isinstance(own, set) and row.pk not in own


def _chosen_drawn(row: Model, beside: Mapping[str, object]) -> SafeString:
    """What is to be invoiced can be ticked."""
    if not isinstance(row, Charge) or row.state != ChargeState.OPEN or not _is_theirs_to_act(row, beside):
        return SafeString()
    return format_html(
        '<label class="choose"><input type="checkbox" name="charge" value="{}"><span class="visually-hidden"> {}</span>'
        "</label>",
        *(row.pk, row.school.name),
    )


def _acts_drawn(row: Model, beside: Mapping[str, object]) -> SafeString:
    """Its invoice, or what can be done with it."""
    if not isinstance(row, Charge):
        return SafeString()
    if row.state == ChargeState.INVOICED:
        invoice = row.line.invoice
        return format_html(
            '<a class="text-nowrap" href="{}">{}</a>', address("billing:invoice", invoice.pk), invoice.number
        )
    if row.state == ChargeState.WAIVED or not _is_theirs_to_act(row, beside):
        return SafeString()
    act = '<a href="{}">{}<span class="visually-hidden"> {}</span></a>'
    return format_html(
        f"{act} · {act}",
        *(address("billing:price_charge", row.pk), _now("Price"), row.school.name),
        *(address("billing:waive_charge", row.pk), _now("Waive"), row.school.name),
    )


class Charges(ListTable):
    route = "billing:charges"
    permission = "billing.read_finance"
    title = _("Annual payments")
    lead = _("One a school and Centre year. Choose those that go on one invoice together.")
    caption = _("Annual payments, what is to be done first")
    empty = _("No annual payment found")
    empty_text = _("One for each school stands here as soon as the year of its Centre opens.")
    filters = ChargeFilter
    has_ticks = False  # `chosen` ticks what goes on one invoice together, and two ticks in a row would be mixed up

    chosen = Drawn(_("Choose"), _chosen_drawn)
    school = Name(_("School"), "school.name", sort="membership__school__name", is_title=True, place="school.town")
    town = Words(_("Town"), "school.town", sort="membership__school__town", at_first=False)
    centre = Name(_("Centre"), "year.centre.name", sort="year__centre__name")
    year = Words(_("Year"), "year", sort="year__number")
    reference = Words(_("Reference"), "reference", sort="reference", at_first=False)
    net = Pounds(_("Without VAT"), "net", sort="net", dash=True)
    payer = Name(_("Payer"), "told_payer", sort=TOLD_PAYER)
    state = Told(_("State"), ChargeStanding, STANDING, on_the_day=True)
    action = Drawn(_("Action"), _acts_drawn, says=_invoice, saved_as=_("Invoice"))


class Invoices(ListTable):
    route = "billing:invoices"
    permission = "billing.read_finance"
    title = _("Invoices")
    caption = _("Invoices, newest first")
    empty = _("No invoice found")
    empty_text = _("An invoice stands here as soon as it is issued.")
    filters = InvoiceFilter

    number = Number(_("Number"), "number", to="billing:invoice", sort="number")
    payer = Name(_("Payer"), "payer_name", sort="payer_name")
    issued = Day(_("Issued"), "issued_on", sort="issued_on")
    due = Day(_("Due"), "due_on", sort="due_on")
    gross = Pounds(_("With VAT"), "gross", sort="gross")
    outstanding = Pounds(_("Open"), "outstanding", sort="outstanding")
    state = Told(_("State"), ChargeStanding, INVOICE_STANDING, on_the_day=True)


class MyInvoices(ListTable):
    route = "billing:my_invoices"
    title = _("Invoices")
    lead = _("Annual payments, newest first. Each school sees its own.")
    caption = _("Payments asked for")
    empty = _("Nothing has been invoiced yet")
    empty_text = _("You are told by mail as soon as the annual payment of your school is invoiced.")
    read_by = reads_some_money
    empty_to_others = _(
        "Invoices are read by a school's coordinators, its head and its finance contact. Ask your coordinator, who "
        "gives these roles."
    )

    number = Number(_("Invoice"), "invoice.number", to="billing:invoice", key="invoice_id", sort="invoice__number")
    school = Name(_("School"), "charge.school.name", sort="charge__membership__school__name")
    due = Day(_("Due"), "invoice.due_on", sort="invoice__due_on")
    gross = Pounds(_("With VAT"), "gross", sort="gross")
    outstanding = Pounds(_("Open"), "outstanding", sort=outstanding_of("account"))
    state = Told(_("State"), ChargeStanding, LINE_STANDING, on_the_day=True)


class Payments(ListTable):
    route = "billing:payments"
    permission = "billing.read_finance"
    title = _("Money received")
    caption = _("Payments, newest first")
    empty = _("No payment found")
    empty_text = _("What the bank has received stands here as soon as it is recorded.")
    filters = PaymentFilter

    text = Title(_("Bank line"), "text", to="billing:payment", sort="text")
    received = Day(_("Received"), "received_on", sort="received_on")
    amount = Pounds(_("Amount"), "amount", sort="amount")
    rest = Pounds(_("Not allocated"), "unallocated", sort=UNALLOCATED, dash=True)
    payer = Name(_("Payer"), "payer.name", sort="payer__name")
