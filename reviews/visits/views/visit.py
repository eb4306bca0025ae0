from collections.abc import Callable

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.forms import ReasonForm
from iqm_coe.lib.found import found
from iqm_coe.lib.lists.page import list_response
from iqm_coe.lib.permissions import require
from iqm_coe.texts.views.text import after_saving
from reviews.visits.emails import visit as emails
from reviews.visits.enums import VisitState
from reviews.visits.flows import visit as flows
from reviews.visits.forms.visit import AgendaForm, AppointForm, InterestsForm
from reviews.visits.lists import Visits
from reviews.visits.models.visit import Visit
from reviews.visits.querysets.visit import reads_visits
from reviews.visits.selectors import assessor as assessor_selectors
from reviews.visits.selectors import visit as visit_selectors


def load_visit(request: SignedInRequest, pk: int) -> Visit:
    """The visit, or 404."""
    return found(visit_selectors.visit_of(request.user, pk))


def _seen(user: User) -> QuerySet[Visit]:
    return Visit.objects.visible_to(user).for_list()


@require_safe
def visits(request: SignedInRequest) -> HttpResponseBase:
    """Every visit, and the schools that have none yet."""
    require(request.user, "visits.list_visits")
    today = london_date(timezone.now())
    waiting = assessor_selectors.to_appoint(request.user, today)
    return list_response(request, Visits, _seen, template="visits/visit/visits.html", context={"waiting": waiting})


@require_safe
def visit(request: SignedInRequest, pk: int) -> HttpResponse:
    """One visit at a glance."""
    visit = load_visit(request, pk)
    if not reads_visits(request.user, visit.year.centre_id):  # they have to declare their interests first (R19f)
        return redirect("visits:answer_appointment", pk=pk)
    page = visit_selectors.visit_page(visit, request.user, timezone.now())
    return render(request, "visits/visit/visit.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask an assessor to visit schools of this Centre year; a conflict is named, and a written reason asked for."""
    rows = CentreYear.objects.visible_to(request.user).select_related("centre")
    year = get_object_or_404(rows, pk=pk)
    require(request.user, "visits.appoint_assessor", year)
    form = AppointForm(request.POST or None, year=year)
    if form.is_valid():
        made = form.carry_out(flows.appoint, year, by=request.user, at=timezone.now(), **form.cleaned_data)
        if made:
            messages.success(request, _("%s is asked. You hear when they have answered.") % made.assessor.name)
            return redirect("visits:visit", pk=made.pk)
    chosen = form.cleaned_data.get("assessor") if form.is_bound else None
    ticked = form.cleaned_data.get("reviews", []) if form.is_bound else form.all_reviews
    schools = [one.school for one in ticked]
    mails = [emails.appointment_preview(year, chosen, schools, london_date(timezone.now()))]
    context = {"form": form, "year": year, "mails": mails, "asked": visit_selectors.visits_of_year(year, request.user)}
    name = "appoint" if form.all_reviews else "no_school_left"
    return render(request, f"visits/visit/{name}.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def answer_appointment(request: SignedInRequest, pk: int) -> HttpResponse:
    """The assessor declares interests and accepts, or says no."""
    visit = load_visit(request, pk)
    require(request.user, "visits.answer_appointment", visit)
    is_decline = "decline" in request.POST
    form = (ReasonForm if is_decline else InterestsForm)(request.POST or None)
    if form.is_valid():
        flow: Callable[..., Visit] = flows.decline if is_decline else flows.accept
        if form.carries_out(flow, visit, by=request.user, at=timezone.now(), **form.cleaned_data):
            done = (
                _("You said no; IQM is told.") if is_decline else _("Accepted. Agree a day with the host school next.")
            )
            messages.success(request, done)
            return redirect("visits:my_visits") if is_decline else redirect("visits:visit", pk=pk)
    context = {
        "visit": visit,
        "form": form if not is_decline else InterestsForm(),
        "decline_form": form if is_decline else ReasonForm(),
        "covered": visit_selectors.schools_to_visit(visit),
        "has_opened": reads_visits(request.user, visit.year.centre_id),
        "is_open": visit.state == VisitState.APPOINTED,
        "mails": [emails.named_preview(visit)],
    }
    return render(request, "visits/visit/answer_appointment.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def agenda(request: SignedInRequest, pk: int) -> HttpResponse:
    """The assessor sets what happens when."""
    visit = load_visit(request, pk)
    require(request.user, "visits.write_agenda", visit)
    form = AgendaForm(request.POST or None, initial=AgendaForm.start({"agenda": visit.agenda}))
    saved = form.lay_over(visit, flows.write_agenda, by=request.user, at=timezone.now())
    if saved:
        messages.success(request, _("The agenda is saved. The schools read it on the page of the visit."))
        return after_saving(saved.clashes, redirect("visits:visit", pk=pk))
    return render(request, "visits/visit/agenda.html", {"form": form, "visit": visit})


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Staff call the visit off."""
    visit = load_visit(request, pk)
    require(request.user, "visits.cancel_visit", visit)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and form.carries_out(
        flows.cancel, visit, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
    ):
        messages.success(request, _("The visit is called off. The assessor and the schools are told."))
        return redirect("visits:visits")
    context = {"form": form, "visit": visit, "mails": [emails.cancelled_preview(visit)]}
    return render(request, "visits/visit/cancel_visit.html", context)
