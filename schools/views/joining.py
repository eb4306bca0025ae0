"""Find a school, ask to join it, and answer whoever asked (R5j)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.forms import ConfirmForm
from iqm_coe.lib.permissions import may, require
from iqm_coe.lib.transitions import available
from schools import selectors
from schools.conditions.joining import who_answers
from schools.flows import joining as flows
from schools.forms import DeclineJoiningForm, FindSchoolForm, JoiningForm
from schools.models.joining import Joining
from schools.models.school import School


@require_safe
def find(request: SignedInRequest) -> HttpResponse:
    """What the public register says of schools, so that somebody finds their own; never who is there."""
    form = FindSchoolForm(request.GET or None)
    found = None
    if form.is_valid():
        found = form.carry_out(selectors.find_schools, form.cleaned_data["q"], by=request.user)
    may_ask = may(request.user, "schools.ask_to_join")
    return render(request, "schools/find.html", {"form": form, "found": found, "may_ask": may_ask})


@require_http_methods(["GET", "HEAD", "POST"])
def ask_to_join(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for a role at one school."""
    require(request.user, "schools.ask_to_join")
    school = get_object_or_404(School.objects.to_be_found(), pk=pk)
    waiting = request.user.joinings.waiting().filter(school=school).first()
    if waiting:
        messages.info(request, _("You have asked to join this school already. This is your request: it waits."))
        return redirect("schools:joining", pk=waiting.pk)
    form = JoiningForm(request.POST or None)
    if form.is_valid():
        asked = form.carry_out(flows.ask, school, by=request.user, at=timezone.now(), **form.cleaned_data)
        if asked:
            messages.success(request, _("Asked. You are told by mail as soon as somebody has answered."))
            return redirect("schools:joining", pk=asked.pk)
    return render(request, "schools/ask_to_join.html", {"form": form, "school": school})


@require_safe
def joining(request: SignedInRequest, pk: int) -> HttpResponse:
    """One request: who asks for what, how it stands, and what may be done about it."""
    return _shown(request, _joining(request, pk), DeclineJoiningForm())


@require_POST
def accept_joining(request: SignedInRequest, pk: int) -> HttpResponse:
    """The person has the role from now on."""
    found, form = _joining(request, pk), ConfirmForm(request.POST)
    require(request.user, "schools.decide_joining", found)
    if form.is_valid() and form.carries_out(flows.accept, found, by=request.user, at=timezone.now()):
        messages.success(request, _("%s has the role from now on, and is told by mail.") % found.user.name)
    for error in form.non_field_errors():
        messages.error(request, str(error))
    return redirect("schools:joining", pk=pk)


@require_POST
def decline_joining(request: SignedInRequest, pk: int) -> HttpResponse:
    """No, and why."""
    found, form = _joining(request, pk), DeclineJoiningForm(request.POST)
    require(request.user, "schools.decide_joining", found)
    if form.is_valid() and form.carries_out(
        flows.decline, found, answer=form.cleaned_data["answer"], by=request.user, at=timezone.now()
    ):
        messages.success(request, _("Declined. %s reads why, by mail and on this page.") % found.user.name)
        return redirect("schools:joining", pk=pk)
    return _shown(request, found, form)


@require_POST
def withdraw_joining(request: SignedInRequest, pk: int) -> HttpResponse:
    """Whoever asked takes it back."""
    found, form = _joining(request, pk), ConfirmForm(request.POST)
    require(request.user, "schools.withdraw_joining", found)
    if form.is_valid() and form.carries_out(flows.withdraw, found, by=request.user, at=timezone.now()):
        messages.success(request, _("Your request is taken back."))
    for error in form.non_field_errors():
        messages.error(request, str(error))
    return redirect("schools:joining", pk=pk)


def _joining(request: SignedInRequest, pk: int) -> Joining:
    seen = Joining.objects.visible_to(request.user).select_related("user", "school", "answered_by")
    found: Joining = get_object_or_404(seen, pk=pk)
    return found


def _shown(request: SignedInRequest, found: Joining, form: DeclineJoiningForm) -> HttpResponse:
    context = {
        "joining": found,
        "form": form,
        "actions": available(found, request.user),
        "is_own": found.user_id == request.user.pk,
        "who_answers": who_answers(found),
        "later": found.user.joinings.filter(school=found.school_id, pk__gt=found.pk).order_by("-pk").first(),
    }
    return render(request, "schools/joining.html", context)
