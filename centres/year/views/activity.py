from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from centres.membership.models.centre import Centre
from centres.year.enums import ActivityKind, ActivityState
from centres.year.flows import activity as flows
from centres.year.forms.activity import ActivityForm
from centres.year.lists import Activities
from centres.year.models.activity import Activity, blank_texts
from centres.year.querysets.activity import schools_of
from centres.year.texts import ACTIVITY
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.lists.page import list_response
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import available
from iqm_coe.texts.views.text import after_saving

DECISIONS = {"record": flows.record, "call_off": flows.call_off, "take_up": flows.take_up}
SAID = {
    ActivityState.PLANNED: _lazy("Saved as planned."),
    ActivityState.HELD: _lazy("Recorded as held."),
    ActivityState.CALLED_OFF: _lazy("It is called off. Take it up again if it takes place after all."),
}


def _seen(user: User) -> QuerySet[Activity]:
    return Activity.objects.visible_to(user).for_list()


@require_safe
def activities(request: SignedInRequest) -> HttpResponseBase:
    """For the office: what the schools of all Centres do together."""
    require(request.user, "year.list_activities")
    return list_response(request, Activities, _seen)


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """Plan an activity of this Centre, or record one that was held."""
    centre = get_object_or_404(Centre.objects.visible_to(request.user), pk=pk)
    require(request.user, "year.record_activity", centre)
    schools = list(schools_of(centre.pk, since=timezone.now()))
    start = ActivityForm.start({**blank_texts(schools), "kind": ActivityKind.MEETING.value})
    form = ActivityForm(request.POST or None, schools=schools, initial=start)
    if form.is_valid():
        is_held = "record" in request.POST
        made = form.carry_out(flows.plan, centre, form.edit(), is_held=is_held, by=request.user, at=timezone.now())
        if made:
            return _saved(request, made)
    return render(request, "year/activity/activity.html", {"centre": centre, "activity": None, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def activity(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read an activity; a coordinator of the Centre writes it here, and decides."""
    rows = Activity.objects.visible_to(request.user).select_related("centre", "planned_by", "updated_by", "recorded_by")
    activity: Activity = get_object_or_404(rows.prefetch_related("attendances__school"), pk=pk)
    if request.method == "POST":
        require(request.user, "year.record_activity", activity)
    start = ActivityForm.start(activity.texts())
    form = ActivityForm(request.POST or None, schools=activity.schools_asked(), initial=start)
    flow = next((flow for name, flow in DECISIONS.items() if name in request.POST), flows.write)
    saved = form.lay_over(activity, flow, by=request.user, at=timezone.now())
    if saved:
        return after_saving(saved.clashes, _saved(request, saved.row))
    is_written = form.is_bound or ACTIVITY.can_write(activity, request.user)
    context = {"activity": activity, "centre": activity.centre, "form": form if is_written else None}
    possible = available(activity, request.user)
    return render(request, "year/activity/activity.html", {**context, "possible": possible})


def _saved(request: SignedInRequest, activity: Activity) -> HttpResponse:
    messages.success(request, SAID[ActivityState(activity.state)])
    return redirect("year:activity", pk=activity.pk)
