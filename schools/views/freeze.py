"""The writing of a school is stopped, and allowed again."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.forms import ReasonForm
from iqm_coe.lib.permissions import require
from schools.flows import freeze as flows
from schools.models.freeze import Freeze
from schools.models.school import School

Thing = TypeVar("Thing", bound=Model)


@require_http_methods(["GET", "HEAD", "POST"])
def stop_writing(request: SignedInRequest, pk: int) -> HttpResponse:
    """Nobody writes in the name of this school until it is allowed again."""
    school = _school(request, pk)
    return act(request, flows.stop, school, of_centre=False, is_stop=True)


@require_http_methods(["GET", "HEAD", "POST"])
def allow_writing(request: SignedInRequest, pk: int) -> HttpResponse:
    """The school's people write again."""
    school = _school(request, pk)
    return act(request, flows.allow, school, of_centre=False, is_stop=False)


def _school(request: SignedInRequest, pk: int) -> School:
    school: School = get_object_or_404(School.objects.visible_to(request.user), pk=pk)
    require(request.user, "schools.freeze", school)
    return school


def act(
    request: SignedInRequest, flow: Callable[..., Freeze], thing: Thing, *, of_centre: bool, is_stop: bool
) -> HttpResponse:
    """One of the two, with a written reason, for a school or a Centre."""
    back = "membership:centre" if of_centre else "schools:school"
    form = ReasonForm(request.POST or None)
    if form.is_valid() and form.carries_out(
        flow, thing, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"]
    ):
        done = _("Writing is stopped from now on.") if is_stop else _("They can write again.")
        messages.success(request, done + " " + _("The schools and all administrators are told by mail."))
        return redirect(back, pk=thing.pk)
    context = {"form": form, "thing": thing, "back": back, "of_centre": of_centre, "is_stop": is_stop}
    return render(request, "schools/freeze.html", context)
