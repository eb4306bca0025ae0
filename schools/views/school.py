"""The list of schools and one school at a glance."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.lists.page import list_response
from iqm_coe.lib.permissions import may, require
from schools import selectors
from schools.conditions.role import invited_to
from schools.enums import HEADS
from schools.flows import school as flows
from schools.forms import SchoolForm
from schools.lists import Schools
from schools.models.school import School
from schools.querysets import schools_of
from schools.stopping import is_frozen


def _seen(user: User) -> QuerySet[School]:
    return School.objects.visible_to(user).for_list()


@require_safe
def schools(request: SignedInRequest) -> HttpResponseBase:
    """The schools that this person sees."""
    allowed = {
        "can_add": may(request.user, "schools.add_school"),
        "can_read_register": may(request.user, "schools.read_register"),
    }
    return list_response(request, Schools, _seen, template="schools/schools.html", context=allowed)


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """To the school of theirs; who has several, or none, comes to the list."""
    own = schools_of(request.user)
    return redirect("schools:school", pk=next(iter(own))) if len(own) == 1 else redirect("schools:schools")


@require_safe
def school(request: SignedInRequest, pk: int) -> HttpResponse:
    """One school at a glance."""
    rows = School.objects.visible_to(request.user).select_related("local_authority", "trust")
    rows = rows.annotate(is_stopped=is_frozen("pk"), invited=invited_to("pk"), invited_as_head=invited_to("pk", HEADS))
    school = get_object_or_404(rows.prefetch_related("identifiers"), pk=pk)
    page = selectors.school_page(school, request.user, timezone.now())
    return render(request, "schools/school.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedInRequest) -> HttpResponse:
    """Add a school that no register brings."""
    require(request.user, "schools.add_school")
    form = SchoolForm(request.POST or None)
    if form.is_valid():
        made = form.carry_out(flows.add, by=request.user, at=timezone.now(), **form.cleaned_data)
        if made:
            messages.success(request, _("%s is added. Record its award next.") % made.name)
            return redirect("schools:school", pk=made.pk)
    return render(request, "schools/add.html", {"form": form})
