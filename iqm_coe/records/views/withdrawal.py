"""Records: what was withdrawn and what is held, and the act itself, for administrators."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.forms import ReasonForm
from iqm_coe.lib.permissions import require
from iqm_coe.lib.tables import list_page
from iqm_coe.lib.withdrawing import Place
from iqm_coe.records.conditions import withdrawal as conditions
from iqm_coe.records.conditions.erasure import left_by_an_erasure
from iqm_coe.records.conditions.hold import held
from iqm_coe.records.conditions.spelling import found_otherwise
from iqm_coe.records.flows import withdrawal as flows
from iqm_coe.records.forms.withdrawal import PassageForm, WithdrawForm
from iqm_coe.records.models.erasure import Erasure
from iqm_coe.records.models.hold import Hold
from iqm_coe.records.models.withdrawal import Withdrawal
from iqm_coe.records.selectors import withdrawal as selectors


@require_safe
def records(request: SignedInRequest) -> HttpResponse:
    """What was withdrawn, and what is held."""
    require(request.user, "records.read_records")
    context = {
        "list": list_page(request, Withdrawal.objects.visible_to(request.user).for_list()),
        "erasures": Erasure.objects.visible_to(request.user).for_list(),
        "holds": Hold.objects.visible_to(request.user).for_list(),
    }
    return render(request, "records/withdrawal/records.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: SignedInRequest) -> HttpResponse:
    """Type the words, and read where they stand. They go by POST, so that no address and no log keeps them."""
    require(request.user, "records.withdraw_content")
    form = PassageForm(request.POST or None)
    if not form.is_valid():
        return render(request, "records/withdrawal/find.html", {"form": form})
    passage = form.cleaned_data["passage"]
    found = conditions.found(passage)
    typed = request.POST.get("reason", "")  # by whoever has all chosen, or turns to another page
    chosen = WithdrawForm(found=list(found), initial={"passage": passage, "reason": typed})
    return _places(request, chosen, passage, found)


def _places(request: SignedInRequest, form: WithdrawForm, passage: str, found: dict[Place, str]) -> HttpResponse:
    of_people = "of_people" in request.POST  # from the page of an erasure: the texts that it leaves
    if of_people:
        found = left_by_an_erasure(found)
    page = selectors.page_of(found, request.POST.get("page"))
    rows = selectors.standing(page, passage)
    has_all = request.POST.get("choose") == "all"
    context = {
        "form": form,
        "of_people": of_people,
        "page": page,
        "rows": rows,
        "chosen": [row.key for row in rows if not row.hold] if has_all else request.POST.getlist("places"),
        "passage": passage,
        "documents": selectors.packs_among(found) if found else 0,
        "otherwise": found_otherwise(passage) if len(passage.strip()) >= conditions.SHORTEST else {},
    }
    return render(request, "records/withdrawal/places.html", context)


@require_POST
def withdraw(request: SignedInRequest) -> HttpResponse:
    """Take the words out of the chosen places."""
    require(request.user, "records.withdraw_content")
    passage = request.POST.get("passage", "")
    found = conditions.found(passage) if len(passage.strip()) >= conditions.SHORTEST else {}
    form = WithdrawForm(request.POST, found=list(found))
    cleaned = form.cleaned_data if form.is_valid() else {}
    act = partial(flows.withdraw_passage, by=request.user, at=timezone.now())
    done = form.carry_out(act, cleaned["places"], passage, reason=cleaned["reason"]) if cleaned else None
    if done:
        messages.success(request, _("Withdrawn. Look for the words once more: somebody may have been writing."))
        return redirect("records:withdrawal", pk=done.pk)
    return _places(request, form, passage, found)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_file(request: SignedInRequest, label: str, pk: int) -> HttpResponse:
    """Take a file away, with its name and what was made of it."""
    require(request.user, "records.withdraw_content")
    stored = conditions.file_of(label, pk)
    if stored is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    act = partial(flows.withdraw_file, stored, by=request.user, at=timezone.now())
    done = form.carry_out(act, reason=form.cleaned_data["reason"]) if form.is_valid() else None
    if done:
        messages.success(request, _("The file is withdrawn. Its hash stays."))
        return redirect("records:withdrawal", pk=done.pk)
    context = {
        "form": form,
        "stored": stored,
        "of": selectors.of_whom(stored._meta.db_table, pk),
        "twins": len(conditions.twins_of(stored)),
        "documents": selectors.packs_among(conditions.places_of(stored)),
        "hold": held(stored),
    }
    return render(request, "records/withdrawal/withdraw_file.html", context)


@require_safe
def withdrawal(request: SignedInRequest, pk: int) -> HttpResponse:
    """What one withdrawal took, from where, by whom, why."""
    require(request.user, "records.read_records")
    rows = Withdrawal.objects.visible_to(request.user).select_related("by")
    one = get_object_or_404(rows, pk=pk)
    context = {"withdrawal": one, "rows": selectors.withdrawn(one.places.all())}
    return render(request, "records/withdrawal/withdrawal.html", context)
