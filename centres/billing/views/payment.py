"""Money received: recorded and allocated on one page, taken back with a reason."""

from datetime import date, datetime
from decimal import Decimal

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centres.billing.flows import payment as flows
from centres.billing.forms.payment import AllocationForm, ReceiveForm, TakeBackForm
from centres.billing.lists import Payments
from centres.billing.models.payer import Payer
from centres.billing.models.payment import Allocation, Payment
from centres.billing.selectors import payment as selectors
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.cleaning import one_line
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.lists.page import list_response
from iqm_coe.lib.money import in_pounds
from iqm_coe.lib.permissions import may, require
from iqm_coe.lib.tables import looked_for

LONGEST_ID = 18


def _seen(user: User) -> QuerySet[Payment]:
    return Payment.objects.visible_to(user).for_list()


@require_safe
def payments(request: SignedInRequest) -> HttpResponseBase:
    """Every payment, the last received first."""
    require(request.user, "billing.read_finance")
    can_act = may(request.user, "billing.do_finance")
    return list_response(
        request, Payments, _seen, template="billing/payment/payments.html", context={"can_act": can_act}
    )


@require_safe
def payment(request: SignedInRequest, pk: int) -> HttpResponse:
    """One payment and what it was used for."""
    payment = get_object_or_404(Payment.objects.visible_to(request.user).for_list(), pk=pk)
    return render(request, "billing/payment/payment.html", {"page": selectors.payment_page(payment, request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: SignedInRequest) -> HttpResponse:
    """Record a bank line and say what it is for. “Suggest” fills the lines and records nothing."""
    require(request.user, "billing.do_finance")
    words, said = _words(request), ""
    lines = selectors.open_lines(words, one_line(request.POST.get("text", "")), _given(request))
    payers = selectors.payers_to_choose(lines, words, request.POST.get("payer", ""))
    start = {"received_on": _day_of_the_statement(request), **_typed(request)}
    form = ReceiveForm(_sent(request), lines=lines, payers=payers, initial=start)
    if form.is_bound and form.is_valid():
        if "suggest" in request.POST:
            said = _suggest(
                form, **{name: form.cleaned_data[name] for name in ("amount", "text", "payer")}, words=words
            )
        elif (answer := _received(request, form)) is not None:
            return answer
    return render(request, "billing/payment/receive_payment.html", {"form": form, "q": words, "said": said})


def _words(request: SignedInRequest) -> str:
    """What the page is narrowed to: the search stands within the form, so that it drops nothing that is typed."""
    return one_line(request.POST.get("q", looked_for(request))).strip()


def _sent(request: SignedInRequest) -> QueryDict | None:
    """What was sent to be recorded; nothing where the page is only looked through."""
    return None if "look" in request.POST else request.POST or None


def _day_of_the_statement(request: SignedInRequest) -> date:
    """The day of the line before, for whoever goes on to the next one; else today."""
    try:
        return date.fromisoformat(request.GET.get("received_on", ""))
    except ValueError:
        return london_date(timezone.now())


def _typed(request: SignedInRequest) -> dict[str, str]:
    """What was typed so far, while the page is looked through."""
    return request.POST.dict() if "look" in request.POST else {}


def _given(request: SignedInRequest) -> list[int]:
    """The lines that were given an amount: they stay on the page, whatever is looked for."""
    names = (name.removeprefix("line_") for name, amount in request.POST.items() if amount and name.startswith("line_"))
    return [int(name) for name in names if name.isdecimal() and len(name) <= LONGEST_ID]


def _suggest(form: AllocationForm, *, amount: Decimal, text: str, payer: Payer | None, words: str) -> str:
    """Fill the lines with what is suggested; the sentence where nothing is."""
    found = selectors.suggestion(list(form.lines), amount, text=text, payer=payer, is_narrowed=bool(words))
    form.fill(found.parts)
    return found.said


def _received(request: SignedInRequest, form: ReceiveForm) -> HttpResponse | None:
    """The answer to a recorded payment; the same bank line again leads to the payment that is there, and one nearly the
    same is asked about.
    """
    made = form.carry_out(_once, form, by=request.user, at=timezone.now())
    if made is None:
        return None
    payment, is_new = made
    if is_new and "and_next" in request.POST:
        words = _("%(amount)s is recorded: %(text)s. Now the next line.")
        messages.success(request, words % {"amount": in_pounds(payment.amount), "text": payment.text})
        return redirect(f"{reverse('billing:receive_payment')}?received_on={payment.received_on.isoformat()}")
    messages.success(
        request,
        _("The payment is recorded.")
        if is_new
        else _("This bank line is recorded already: it is this payment. Nothing was recorded twice."),
    )
    return redirect("billing:payment", pk=payment.pk)


def _once(form: ReceiveForm, *, by: User, at: datetime) -> tuple[Payment, bool]:
    """The payment, and whether it is new: a second click on the button is no mistake."""
    try:
        return flows.receive(form.parts, by=by, at=at, **form.bank_line), True
    except flows.AlreadyRecorded as known:
        return known.payment, False
    except flows.LooksRecorded as near:
        form.alike = near.payment
        raise


@require_http_methods(["GET", "HEAD", "POST"])
def allocate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Use what is left of a payment."""
    payment = get_object_or_404(Payment.objects.visible_to(request.user).for_list(), pk=pk)
    require(request.user, "billing.do_finance")
    words, said = _words(request), ""
    lines = selectors.open_lines(words, payment.text, _given(request))
    form = AllocationForm(_sent(request), lines=lines, initial=_typed(request))
    if form.is_bound and form.is_valid():
        if "suggest" in request.POST:
            said = _suggest(form, amount=payment.unallocated, text=payment.text, payer=payment.payer, words=words)
        elif form.carries_out(flows.allocate_all, payment, form.parts, by=request.user, at=timezone.now()):
            messages.success(request, _("Allocated."))
            return redirect("billing:payment", pk=pk)
    context = {"form": form, "payment": payment, "q": words, "said": said}
    return render(request, "billing/payment/allocate_payment.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Undo a mistaken allocation."""
    seen = Payment.objects.visible_to(request.user)
    rows = Allocation.objects.filter(payment__in=seen).select_related("payment", "line__charge__membership__school")
    allocation = get_object_or_404(rows, pk=pk)
    require(request.user, "billing.allocate_payment", allocation.line)
    form = TakeBackForm(request.POST or None)
    if form.is_valid() and form.carries_out(
        flows.take_back, allocation, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("Taken back."))
        return redirect("billing:payment", pk=allocation.payment_id)
    return render(request, "billing/payment/take_back.html", {"form": form, "allocation": allocation})
