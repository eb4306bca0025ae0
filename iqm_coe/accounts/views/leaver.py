"""What stands open with a person, and how it goes to others."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from iqm_coe.accounts.flows import leaver as flows
from iqm_coe.accounts.forms.leaver import HeirsForm, OpenWorkForm
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.accounts.selectors import leaver as selectors
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.permissions import require


@require_http_methods(["GET", "HEAD", "POST"])
def leaver(request: SignedInRequest, pk: int) -> HttpResponse:
    """The address says who was chosen, so that the page shows where each thing would go; a press passes it on."""
    require(request.user, "accounts.follow_leavers")
    person = get_object_or_404(User.objects.followed_by(request.user), pk=pk)
    now = timezone.now()
    heirs = HeirsForm(request.GET or None, person=person, by=request.user)
    groups = selectors.left_by(person, heirs.chosen(), by=request.user, on=london_date(now))
    form = OpenWorkForm(request.POST or None, shown=[row.key for group in groups for row in group.rows if row.key])
    outcomes = None
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["shown"]
        outcomes = form.carry_out(flows.pass_on, person, chosen, by=request.user, at=now)
        groups = selectors.left_by(person, {}, by=request.user, on=london_date(now))
    context = {"found": person, "heirs": heirs, "form": form, "groups": groups, "outcomes": outcomes}
    context["lost"] = selectors.lost_of(groups)
    return render(request, "accounts/leaver.html", context)
