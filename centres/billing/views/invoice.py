"""Invoices: issued on a confirm page, read by whoever sees a line, printed for whoever sees all."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from centres.billing import pdf
from centres.billing.enums import ChargeState
from centres.billing.flows import invoice as invoice_flows
from centres.billing.forms.invoice import IssueForm, WriteOffForm
from centres.billing.lists import Invoices, MyInvoices
from centres.billing.models.charge import Charge
from centres.billing.models.invoice import Invoice, InvoiceLine
from centres.billing.selectors import invoice as selectors
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.forms import ConfirmForm
from iqm_coe.lib.found import found
from iqm_coe.lib.lists.page import list_response
from iqm_coe.lib.permissions import require

MOST_CHOSEN = 200
LONGEST_ID = 18


def _seen(user: User) -> QuerySet[Invoice]:
    return Invoice.objects.visible_to(user).for_list()


@require_safe
def invoices(request: SignedInRequest) -> HttpResponseBase:
    """The office's list."""
    require(request.user, "billing.read_finance")
    return list_response(request, Invoices, _seen, template="billing/invoice/invoices.html")


def _lines_seen(user: User) -> QuerySet[InvoiceLine]:
    return InvoiceLine.objects.visible_to(user).for_list().order_by("-pk")


@require_safe
def my_invoices(request: SignedInRequest) -> HttpResponseBase:
    """What my school has been asked to pay, line by line."""
    return list_response(request, MyInvoices, _lines_seen)


@require_safe
def invoice(request: SignedInRequest, pk: int) -> HttpResponse:
    """One invoice, as far as it is this person's to read."""
    invoice = found(selectors.invoice_of(request.user, pk))
    page = selectors.invoice_page(invoice, request.user, london_date(timezone.now()))
    return render(request, "billing/invoice/invoice.html", {"page": page})


@require_safe
def invoice_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    """The document, for whoever may see every line of it."""
    invoice = get_object_or_404(Invoice.objects.whole_for(request.user), pk=pk)
    headers = {"Content-Disposition": f'attachment; filename="{invoice.number}.pdf"'}
    return HttpResponse(pdf.invoice(invoice), content_type="application/pdf", headers=headers)


def _chosen(request: SignedInRequest) -> list[Charge]:
    """The charges that the address or the form names, as far as they wait for an invoice."""
    named = request.GET.getlist("charge") or request.POST.getlist("charge")
    keys = [int(key) for key in named[:MOST_CHOSEN] if key.isdecimal() and len(key) <= LONGEST_ID]
    rows = Charge.objects.visible_to(request.user).filter(pk__in=keys, state=ChargeState.OPEN)
    return list(rows.for_list())


@require_http_methods(["GET", "HEAD", "POST"])
def issue_invoice(request: SignedInRequest) -> HttpResponse:
    """One invoice for the chosen charges; the page shows each mail that will go."""
    require(request.user, "billing.do_finance")
    chosen = _chosen(request)
    for charge in chosen:
        require(request.user, "billing.issue_invoice", charge)
    form = IssueForm(request.POST or None)
    if form.is_valid():
        issued = form.carry_out(invoice_flows.issue, chosen, by=request.user, at=timezone.now(), **form.cleaned_data)
        if issued:
            messages.success(request, _("Invoice %s is issued. The schools are told by mail.") % issued.number)
            return redirect("billing:invoice", pk=issued.pk)
    return render(
        request, "billing/invoice/issue_invoice.html", {"form": form, **selectors.issuing(chosen, timezone.now())}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def issue_year(request: SignedInRequest, pk: int) -> HttpResponse:
    """Raise the year's invoices of a Centre in one act, one a payer."""
    require(request.user, "billing.do_finance")
    year = get_object_or_404(CentreYear.objects.select_related("centre"), pk=pk)
    rows = Charge.objects.filter(year=year, state=ChargeState.OPEN).for_list()
    form = ConfirmForm(request.POST or None)
    is_confirmed = request.method == "POST" and form.is_valid()
    if is_confirmed:
        issued = form.carry_out(invoice_flows.issue_for_year, year, by=request.user, at=timezone.now())
        if issued:
            words = ngettext("%d invoice is issued.", "%d invoices are issued.", len(issued))
            messages.success(request, words % len(issued))
            return redirect("billing:invoices")
    return render(
        request,
        "billing/invoice/issue_year.html",
        {"form": form, "year": year, **selectors.issuing(list(rows), timezone.now())},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def write_off(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a small rest of a line go."""
    line = get_object_or_404(InvoiceLine.objects.visible_to(request.user).for_list(), pk=pk)
    require(request.user, "billing.write_off", line)
    form = WriteOffForm(request.POST or None)
    if form.is_valid() and form.carries_out(
        invoice_flows.write_off, line, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("Written off; the line counts as paid."))
        return redirect("billing:invoice", pk=line.invoice_id)
    return render(request, "billing/invoice/write_off.html", {"form": form, "line": line})
