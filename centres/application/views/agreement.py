from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centres.application.enums import AGREED
from centres.application.flows import agreement as flows
from centres.application.forms.agreement import AgreeForSchoolsForm
from centres.application.selectors import agreement as selectors
from centres.application.views.application import load
from centres.membership.models.centre import Centre
from centres.membership.models.membership import Membership
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import NotPermitted
from iqm_coe.lib.forms import ConfirmForm
from iqm_coe.lib.permissions import may, require
from iqm_coe.lib.undertakings import asked_of
from schools.answering import Answer


@require_safe
def agreements(request: SignedInRequest, pk: int) -> HttpResponse:
    """C6 and C7, school by school."""
    application = load(request, pk)
    rows = selectors.agreement_rows(application, request.user)
    return render(
        request, "application/agreement/agreements.html", {"application": application, "rows": rows, "criteria": AGREED}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: SignedInRequest, pk: int) -> HttpResponse:
    """A head reads C6 and C7 and agrees them by name and date."""
    rows = Membership.objects.visible_to(request.user).belonging().select_related("school", "centre__lead_school")
    membership = get_object_or_404(rows, pk=pk)
    require(request.user, "application.agree", membership)
    form = ConfirmForm(request.POST or None)
    given = list(membership.agreements.filter(superseded_at=None).values_list("criterion", flat=True))
    if request.method == "POST" and form.is_valid():
        chosen = [c.value for c in AGREED if request.POST.get(c.value) and c.value not in given]
        done = [form.carry_out(flows.agree, membership, c, by=request.user, at=timezone.now()) for c in chosen]
        if not chosen:
            form.add_error(None, _("Tick what you agree to. Nothing was changed."))
        elif all(done):
            return _agreed(request, membership, chosen + given)
    asked = membership.centre.application.change_requests.filter(answered_at=None, criterion__in=AGREED)
    context = {"membership": membership, "form": form, "criteria": AGREED, "given": given, "asked": asked}
    context["what_is_asked"] = asked_of(membership.school, london_date(timezone.now()))
    context["for_more"] = selectors.waits_for_more(membership, request.user)
    return render(request, "application/agreement/agree.html", context)


def _agreed(request: SignedInRequest, membership: Membership, given: list[str]) -> HttpResponse:
    """Back to the Centre when both are given; else the page says which is still missing."""
    missing = [c.value for c in AGREED if c.value not in given]
    if missing:
        messages.warning(request, _("Agreed in part. %s is still missing.") % ", ".join(missing))
        return redirect("application:agree", pk=membership.pk)
    messages.success(request, _("Agreed in your name today. Thank you."))
    return redirect("membership:centre", pk=membership.centre_id)


@require_http_methods(["GET", "HEAD", "POST"])
def agree_for_schools(request: SignedInRequest, pk: int) -> HttpResponse:
    """A head of several schools of a Centre agrees for them with one declaration."""
    centre = get_object_or_404(Centre.objects.visible_to(request.user).select_related("lead_school"), pk=pk)
    places = list(centre.memberships.belonging())
    if not any(may(request.user, "application.agree", place) for place in places):
        raise NotPermitted("application.agree")
    form = AgreeForSchoolsForm(request.POST or None, places=[place.pk for place in places])
    if form.is_valid():
        chosen = form.cleaned_data["places"]
        answers = form.carry_out(flows.agree_for_schools, centre, chosen, by=request.user, at=timezone.now())
        if answers:
            return _answered(request, centre, answers)
    asked = selectors.asked_of_head(centre, request.user, london_date(timezone.now()))
    ticked = form.ticked() if form.is_bound else [str(one.place.pk) for one in asked]
    context = {"centre": centre, "form": form, "asked": asked, "ticked": ticked}
    return render(request, "application/agreement/agree_for_schools.html", context)


def _answered(request: SignedInRequest, centre: Centre, answers: list[Answer]) -> HttpResponse:
    """What came of each school; back to the page while one is refused, since somebody has to look at it."""
    done = [one.school.name for one in answers if not one.refusal]
    refused = [one for one in answers if one.refusal]
    if done:
        messages.success(request, _("Agreed in your name today for %s. Thank you.") % get_text_list(done, _("and")))
    for one in refused:
        told = {"school": one.school.name, "why": one.refusal}
        messages.warning(request, _("Not agreed for %(school)s: %(why)s") % told)
    return redirect("membership:centre" if not refused else "application:agree_for_schools", pk=centre.pk)
