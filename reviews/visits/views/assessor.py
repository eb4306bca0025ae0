"""The office's list of assessors, and their accreditations."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.forms import ReasonForm
from iqm_coe.lib.lists.page import list_response
from iqm_coe.lib.people import Person
from iqm_coe.lib.permissions import may, require
from reviews.visits.flows import assessor as flows
from reviews.visits.forms.assessor import AccreditForm
from reviews.visits.lists import Assessors
from reviews.visits.models.assessor import Accreditation
from reviews.visits.selectors import assessor as selectors


def _listed(_user: Person) -> QuerySet[User]:
    return selectors.assessors(london_date(timezone.now()))


@require_safe
def assessors(request: SignedInRequest) -> HttpResponseBase:
    """Who may assess, until when, and how many visits each has this year."""
    require(request.user, "visits.list_assessors")
    return list_response(request, Assessors, _listed)


@require_http_methods(["GET", "HEAD", "POST"])
def accredit(request: SignedInRequest, pk: int) -> HttpResponse:
    """One assessor's accreditations, and a new one."""
    require(request.user, "visits.list_assessors")
    today = london_date(timezone.now())
    person = get_object_or_404(selectors.assessors(today), pk=pk)
    form = AccreditForm(request.POST or None)
    if form.is_valid() and form.carries_out(
        flows.accredit, person, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("Recorded."))
        return redirect("visits:accredit", pk=pk)
    context = {
        "person_shown": person,
        "form": form,
        "today": today,
        "periods": person.accreditations.standing().select_related("recorded_by"),
        "can_accredit": may(request.user, "visits.accredit", person),
    }
    return render(request, "visits/assessor/accredit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_accreditation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back a period, with a reason."""
    accreditation = get_object_or_404(
        Accreditation.objects.visible_to(request.user).standing().select_related("person"), pk=pk
    )
    require(request.user, "visits.accredit", accreditation)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and form.carries_out(
        flows.withdraw, accreditation, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
    ):
        messages.success(request, _("The accreditation is withdrawn."))
        return redirect("visits:accredit", pk=accreditation.person_id)
    return render(
        request, "visits/assessor/withdraw_accreditation.html", {"form": form, "accreditation": accreditation}
    )


@require_safe
def my_visits(request: SignedInRequest) -> HttpResponse:
    """An assessor's own visits and reports."""
    require(request.user, "visits.see_my_visits")
    return render(
        request, "visits/assessor/my_visits.html", {"page": selectors.my_visits(request.user, timezone.now())}
    )
