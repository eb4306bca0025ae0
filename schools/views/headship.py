"""Changes at the head of a school, as the office looks at them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.permissions import require
from schools.flows import headship as flows
from schools.forms import LookedAtForm
from schools.models.headship import HeadChange
from schools.models.role import SchoolRole
from schools.models.school import School


@require_http_methods(["GET", "HEAD", "POST"])
def headship(request: SignedInRequest, pk: int) -> HttpResponse:
    """What changed at the head since somebody of the office last looked, and who stands there now."""
    school = get_object_or_404(School.objects.visible_to(request.user), pk=pk)
    require(request.user, "schools.look_at_heads", school)
    rows = HeadChange.objects.visible_to(request.user).filter(role__school=school).for_list()
    form = LookedAtForm(request.POST or None, changes=rows)
    if request.method == "POST" and form.is_valid():
        shown = form.cleaned_data["shown"]
        if form.carries_out(flows.look_at, school, shown=shown, by=request.user, at=timezone.now()):
            messages.success(request, _("The change of head of %s is looked at.") % school.name)
        return redirect("schools:school", pk=pk)
    heads = SchoolRole.objects.visible_to(request.user).filter(school=school).live().at_the_head().for_list()
    has_unseen = any(change.seen_at is None for change in rows)
    context = {"school": school, "changes": rows, "form": form, "has_unseen": has_unseen, "heads": heads}
    return render(request, "schools/headship.html", context)
