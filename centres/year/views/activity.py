import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from centres.membership.models.centre import Centre
from centres.year.enums import ActivityKind, ActivityState
from centres.year.flows import activity as flows
from centres.year.forms.activity import ActivityForm
from centres.year.models.activity import Activity
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.names import in_order, order_of
from iqm_coe.lib.permissions import may, require
from iqm_coe.lib.transitions import available
from schools.models.school import School

FLOWS = {"record": flows.record, "call_off": flows.call_off, "save": flows.write}
SAID = {
    ActivityState.PLANNED: _lazy("Saved as planned."),
    ActivityState.HELD: _lazy("Recorded as held."),
    ActivityState.CALLED_OFF: _lazy("Called off. Save it again if it takes place after all."),
}


def _load(request: SignedInRequest, pk: int) -> Activity:
    rows = Activity.objects.visible_to(request.user).select_related("centre", "recorded_by")
    activity: Activity = get_object_or_404(rows.prefetch_related("attendances__school"), pk=pk)
    return activity


def _schools(centre: Centre, activity: Activity | None = None) -> list[School]:
    """Those that stand in the Centre, and those that were there and have left it since."""
    rows = centre.memberships.belonging().select_related("school").order_by(in_order("school__name"))
    schools = {place.school_id: place.school for place in rows}
    if activity:
        schools |= {one.school_id: one.school for one in activity.attendances.all()}
    return sorted(schools.values(), key=lambda school: order_of(school.name))


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """Plan an activity of this Centre, or record one that was held."""
    centre = get_object_or_404(Centre.objects.visible_to(request.user), pk=pk)
    require(request.user, "year.record_activity", centre)
    initial = {"kind": ActivityKind.MEETING, "version": 0, "token": uuid.uuid4()}
    form = ActivityForm(request.POST or None, schools=_schools(centre), initial=initial)
    if form.is_valid():
        told, token, is_held = form.told(), form.cleaned_data["token"], "record" in request.POST
        made = form.carry_out(
            flows.plan, centre, told, token=token, is_held=is_held, by=request.user, at=timezone.now()
        )
        if made:
            return _saved(request, made)
    return render(request, "year/activity/activity.html", {"centre": centre, "activity": None, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def activity(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read an activity; a coordinator of the Centre writes it here. On a clash both stand."""
    activity = _load(request, pk)
    if request.method == "POST":
        require(request.user, "year.record_activity", activity)
    form, clash = (
        ActivityForm(
            request.POST or None,
            schools=_schools(activity.centre, activity),
            initial=ActivityForm.initial_of(activity),
        ),
        None,
    )
    if form.is_valid():
        flow = FLOWS[next((name for name in FLOWS if name in request.POST), "save")]
        version = form.cleaned_data["version"]
        try:
            return _saved(request, flow(activity, form.told(), version=version, by=request.user, at=timezone.now()))
        except flows.Clash as refusal:
            form.add_error(None, str(refusal))
            form.data, clash = {**request.POST.dict(), "version": refusal.current.version}, refusal.current
        except Refused as refusal:
            form.add_error(None, str(refusal))
    possible = available(activity, request.user)
    can_write = may(request.user, "year.record_activity", activity)
    context = {"activity": clash or activity, "is_clash": bool(clash), "possible": possible}
    return render(
        request,
        "year/activity/activity.html",
        {**context, "centre": activity.centre, "form": form if can_write else None},
    )


def _saved(request: SignedInRequest, activity: Activity) -> HttpResponse:
    messages.success(request, SAID[ActivityState(activity.state)])
    return redirect("year:activity", pk=activity.pk)
