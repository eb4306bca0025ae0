from collections.abc import Callable

from django.contrib import messages
from django.db.models import Case, QuerySet, When
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centres.year.conditions.quota import room_of
from centres.year.emails import plan as emails
from centres.year.enums import PlanState
from centres.year.flows import plan as flows
from centres.year.forms.plan import JudgePlanForm, LodgePlanForm, NameSchoolForm, ReturnPlanForm
from centres.year.lists import Plans
from centres.year.models.plan import Plan, PlanVersion
from centres.year.selectors import plan as selectors
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.bodies import takes_files
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.files import served
from iqm_coe.lib.found import found
from iqm_coe.lib.lists.page import list_response
from iqm_coe.lib.permissions import require


def _seen(user: User) -> QuerySet[Plan]:
    is_over = Case(When(state=PlanState.ACCEPTED, then=1), default=0)
    return Plan.objects.visible_to(user).for_list().order_by(is_over, "due_on", "pk")


@require_safe
def plans(request: SignedInRequest) -> HttpResponseBase:
    """For the office: every plan, of those that are not accepted yet the one due first on top."""
    require(request.user, "year.list_plans")
    return list_response(request, Plans, _seen)


def _load(request: SignedInRequest, pk: int) -> Plan:
    return found(selectors.plan_of(request.user, pk))


@require_safe
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """One plan with all its versions."""
    plan = _load(request, pk)
    page = selectors.plan_page(plan, request.user, london_date(timezone.now()))
    return render(request, "year/plan/plan.html", {"page": page})


@require_safe
def plan_file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The file of one version."""
    return served(get_object_or_404(PlanVersion.objects.visible_to(request.user), pk=pk))


@takes_files()
@require_http_methods(["GET", "HEAD", "POST"])
def lodge(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand a file in."""
    plan = _load(request, pk)
    require(request.user, "year.lodge_plan", plan)
    form = LodgePlanForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        words = {"note": form.cleaned_data["note"], "by": request.user, "at": timezone.now()}
        version = form.carry_out(flows.lodge, plan, form.cleaned_data["file"], **words)
        if version:
            messages.success(request, _("Lodged as version %d. IQM is told.") % version.number)
            return redirect("year:plan", pk=pk)
    room = room_of(plan.named_school_id or plan.year.centre.lead_school_id, plan.year_id)
    context = {"form": form, "plan": plan, "last": plan.versions.first(), "room": room}
    return render(request, "year/plan/lodge_plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: SignedInRequest, pk: int) -> HttpResponse:
    """Accept the version that was read."""
    return _judge(
        request, pk, JudgePlanForm, flows.accept, emails.plan_accepted_preview, "year/plan/plan_accepted.html"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Return the version that was read, with a reason."""
    return _judge(
        request, pk, ReturnPlanForm, flows.give_back, emails.plan_returned_preview, "year/plan/plan_returned.html"
    )


def _judge(
    request: SignedInRequest,
    pk: int,
    form_class: type[JudgePlanForm],
    flow: Callable[..., object],
    preview: Callable[..., object],
    template: str,
) -> HttpResponse:
    plan = _load(request, pk)
    require(request.user, "year.judge_plan", plan)
    last = plan.versions.first()
    form = form_class(request.POST or None, initial={"version": last.number if last else 0})
    if form.is_valid() and form.carries_out(flow, plan, by=request.user, at=timezone.now(), **form.cleaned_data):
        messages.success(request, _("Done. The school is told by mail."))
        return redirect(f"{reverse('year:plans')}?state=lodged")
    context = {"form": form, "plan": plan, "last": last, "mails": [preview(plan)]}
    return render(request, template, context)


@require_http_methods(["GET", "HEAD", "POST"])
def name_school(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose the member that lodges this plan."""
    plan = _load(request, pk)
    require(request.user, "year.name_lodging_school", plan)
    form = NameSchoolForm(request.POST or None, centre=plan.year.centre, initial={"school": plan.named_school})
    if form.is_valid() and form.carries_out(
        flows.name_school, plan, form.cleaned_data["school"], by=request.user, at=timezone.now()
    ):
        messages.success(request, _("Saved."))
        return redirect("year:plan", pk=pk)
    return render(request, "year/plan/name_school.html", {"form": form, "plan": plan})
