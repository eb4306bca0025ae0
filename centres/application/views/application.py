from datetime import timedelta
from typing import TypedDict

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centres.application import conf, handouts
from centres.application.conditions import application as conditions
from centres.application.enums import ApplicationState
from centres.application.flows import application as flows
from centres.application.forms.application import ApproveForm, ChangesForm, DeclineForm, StartForm
from centres.application.lists import Applications
from centres.application.models.application import Application
from centres.application.models.criterion import CriterionAnswer
from centres.application.selectors import application as selectors
from centres.membership.rules import has_interest
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.accounts.rules import is_staff
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.forms import ConfirmForm, ReadForm, WhyForm
from iqm_coe.lib.handouts.answer import handed_out
from iqm_coe.lib.handouts.shape import Handout
from iqm_coe.lib.lists.page import list_response
from iqm_coe.lib.permissions import require
from schools.models.school import School


def load(request: SignedInRequest, pk: int) -> Application:
    """The application of this Centre, if the person sees it."""
    rows = Application.objects.visible_to(request.user).select_related(
        "centre__lead_school", "submitted_by", "decided_by"
    )
    application: Application = get_object_or_404(rows, centre=pk)
    return application


def _seen(user: User) -> QuerySet[Application]:
    return Application.objects.visible_to(user).for_list()


@require_safe
def applications(request: SignedInRequest) -> HttpResponseBase:
    """All applications, for the office."""
    require(request.user, "application.list_applications")
    return list_response(request, Applications, _seen)


@require_safe
def application(request: SignedInRequest, pk: int) -> HttpResponse:
    """The task list of eight criteria, and what can be done now."""
    page = selectors.application_page(load(request, pk), request.user, timezone.now())
    return render(request, "application/application/application.html", {"page": page})


@require_safe
def read_through(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything on one page, as IQM will read it."""
    application = load(request, pk)
    page = selectors.application_page(application, request.user, timezone.now())
    context = {"application": application, "answers": selectors.answers_to_read(application), "page": page}
    return render(request, "application/application/read_through.html", context)


@require_safe
def read_file(request: SignedInRequest, pk: int, kind: str) -> HttpResponseBase:
    """The same to take away, as PDF or Word."""
    application, at = load(request, pk), timezone.now()

    def made() -> Handout:
        page = selectors.application_page(application, request.user, at)
        return handouts.application(page, selectors.answers_to_read(application), at=at)

    address = reverse("application:read_through", args=[pk])
    return handed_out(request, kind, made, of=application, route="application:read_through", page=address)


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read the consequence, then hand the application to IQM."""
    application = load(request, pk)
    require(request.user, "application.send_application", application)
    form = ConfirmForm(request.POST or None)
    is_confirmed = request.method == "POST" and form.is_valid()
    if is_confirmed and form.carries_out(flows.send, application, by=request.user, at=timezone.now()):
        messages.success(request, _("The application is with IQM now. They write to you when it is decided."))
        return redirect("application:application", pk=pk)
    page = selectors.application_page(application, request.user, timezone.now())
    return render(request, "application/application/send.html", {"form": form, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the application back; the schools are free again."""
    application = load(request, pk)
    require(request.user, "application.send_application", application)
    if not application.is_open:
        raise Http404
    form = WhyForm(request.POST or None)
    is_confirmed = request.method == "POST" and form.is_valid()
    if is_confirmed and form.carries_out(
        flows.withdraw, application, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"]
    ):
        messages.success(request, _("The application is withdrawn."))
        return redirect("home:index")
    return render(request, "application/application/withdraw.html", {"form": form, "application": application})


def _deciding(request: SignedInRequest, pk: int) -> Application:
    application = load(request, pk)
    require(request.user, "application.decide", application)
    return application


def _needs_override(request: SignedInRequest, application: Application) -> bool:
    return not is_staff(request.user, application) or has_interest(request.user, application)


def _shown(application: Application) -> dict[str, str]:
    """What the form begins with: asked before the page is read, so that what changes between the two is noticed."""
    return {"read": conditions.fingerprint_of(application, london_date(timezone.now()))}


class Deciding(TypedDict):
    """What a page shows on which somebody decides."""

    form: ReadForm
    page: selectors.ApplicationPage
    answers: list[CriterionAnswer]
    last: Event | None


def _context(application: Application, form: ReadForm, request: SignedInRequest) -> Deciding:
    """What the schools handed in; whoever was second reads who was first and when."""
    application.refresh_from_db(fields=["state", "submitted_at"])
    form.shown_anew(**_shown(application))
    is_overtaken = bool(form.errors) and application.state != ApplicationState.SUBMITTED
    page = selectors.application_page(application, request.user, timezone.now())
    last = Event.objects.of(application).select_related("by").first() if is_overtaken else None
    return {"form": form, "page": page, "answers": selectors.answers_to_read(application), "last": last}


@require_http_methods(["GET", "HEAD", "POST"])
def request_changes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for changes to named criteria."""
    application = load(request, pk)
    require(request.user, "application.request_changes", application)
    due_on = london_date(timezone.now()) + timedelta(days=conf.change_days.get())
    form = ChangesForm(request.POST or None, initial=_shown(application), due_on=due_on)
    if form.is_valid() and form.carries_out(
        flows.request_changes,
        application,
        form.cleaned_data["changes"],
        read=form.cleaned_data["read"],
        by=request.user,
        at=timezone.now(),
    ):
        messages.success(request, _("The schools are asked for the changes."))
        return redirect("application:application", pk=pk)
    context = _context(application, form, request)
    rows = form.rows({answer.criterion: answer.text for answer in context["answers"]})
    return render(request, "application/application/request_changes.html", {**context, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: SignedInRequest, pk: int) -> HttpResponse:
    """Approve: the page shows what will happen and the letter that will go."""
    application = _deciding(request, pk)
    needs_override = _needs_override(request, application)
    form = ApproveForm(request.POST or None, initial=_shown(application), needs_override=needs_override)
    if form.is_valid() and form.carries_out(
        flows.approve, application, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(
            request, _("%s is a Centre of Excellence. The letter is on its way.") % application.centre.name
        )
        return redirect("membership:centre", pk=pk)
    context = _context(application, form, request)
    adviser = form.cleaned_data.get("adviser") if form.is_bound else None
    letters = [selectors.letter_preview(context["page"], adviser, timezone.now())]
    return render(request, "application/application/approve.html", {**context, "letters": letters})


@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    """Decide against, with a reason."""
    application = _deciding(request, pk)
    needs_override = _needs_override(request, application)
    form = DeclineForm(request.POST or None, initial=_shown(application), needs_override=needs_override)
    if form.is_valid() and form.carries_out(
        flows.decline, application, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("The application is declined and the schools are told."))
        return redirect("application:application", pk=pk)
    return render(request, "application/application/decline.html", _context(application, form, request))


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: SignedInRequest, school: int) -> HttpResponse:
    """Begin a Centre with my school in the lead."""
    found = get_object_or_404(School.objects.visible_to(request.user), pk=school)
    require(request.user, "membership.start", found)
    form = StartForm(request.POST or None)
    if form.is_valid():
        made = form.carry_out(flows.start, found, by=request.user, at=timezone.now(), **form.cleaned_data)
        if made:
            messages.success(request, _("%s is begun. Invite the other schools next.") % made.name)
            return redirect("membership:centre", pk=made.pk)
    return render(request, "application/application/start.html", {"form": form, "school": found})
