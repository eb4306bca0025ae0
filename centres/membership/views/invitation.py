"""Inviting schools, and their answers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from centres.membership.enums import CentreInvitationState
from centres.membership.flows import invitation as invitation_flows
from centres.membership.forms.invitation import InviteSchoolForm
from centres.membership.models.centre import Centre
from centres.membership.models.invitation import CentreInvitation
from centres.membership.selectors import invitation as selectors
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.forms import ConfirmForm, WhyForm
from iqm_coe.lib.permissions import may, require
from iqm_coe.lib.tables import looked_for
from iqm_coe.lib.undertakings import asked_of
from schools.models.school import School

LEAST_LETTERS = 3
LONGEST_ID = 18


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: SignedInRequest, pk: int) -> HttpResponse:
    """Find a school and ask it. What decides stands beside it: its award, whether it is in a Centre, whether anybody is
    there (R8f); neither the Centre's name nor theirs.
    """
    centre = get_object_or_404(Centre.objects.visible_to(request.user), pk=pk)
    require(request.user, "membership.lead", centre)
    words = looked_for(request)
    found = selectors.candidates(words, on=london_date(timezone.now())) if len(words) >= LEAST_LETTERS else []
    form = InviteSchoolForm(request.POST or None)
    if form.is_valid():
        chosen = request.POST.get("school", "")
        school = get_object_or_404(
            School.objects.open(), pk=int(chosen) if chosen.isdecimal() and len(chosen) <= LONGEST_ID else 0
        )
        if form.carries_out(
            invitation_flows.invite, centre, school, by=request.user, at=timezone.now(), **form.cleaned_data
        ):
            messages.success(request, _("%s is invited.") % school.name)
            return redirect("membership:centre", pk=pk)
    context = {"centre": centre, "form": form, "q": words, "found": found, "chosen": request.POST.get("school", "")}
    context["can_ask"] = not all(one.is_in_a_centre for one in found)
    return render(request, "membership/invitation/invite.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a question back, once it has been said what that means."""
    rows = CentreInvitation.objects.visible_to(request.user).select_related("school", "centre")
    invitation = get_object_or_404(rows, pk=pk)
    require(request.user, "membership.lead", invitation)
    form = ConfirmForm(request.POST or None)
    is_confirmed = request.method == "POST" and form.is_valid()
    if is_confirmed and form.carries_out(invitation_flows.withdraw, invitation, by=request.user, at=timezone.now()):
        messages.success(request, _("The invitation is withdrawn."))
        return redirect("membership:centre", pk=invitation.centre_id)
    return render(request, "membership/invitation/withdraw.html", {"invitation": invitation, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: SignedInRequest, pk: int) -> HttpResponse:
    """The invited school reads what it is asked, and says yes or no for itself."""
    rows = CentreInvitation.objects.visible_to(request.user).for_list().select_related("invited_by", "answered_by")
    invitation = get_object_or_404(rows, pk=pk)
    form = WhyForm(request.POST or None)
    has_answer = request.method == "POST" and bool({"accept", "decline"} & request.POST.keys())
    if has_answer and form.is_valid() and _answer(request, invitation, form):
        said_yes = "accept" in request.POST
        yes, no = _("Your school is in. Its head agrees C6 and C7 next."), _("You said no; the lead school is told.")
        messages.success(request, yes if said_yes else no)
        return redirect("membership:centre", pk=invitation.centre_id) if said_yes else redirect("home:index")
    can_answer = (
        may(request.user, "membership.answer_invitation", invitation) and invitation.state == CentreInvitationState.OPEN
    )
    context = {"invitation": invitation, "form": form, "can_answer": can_answer}
    context["asked"] = asked_of(invitation.school, london_date(timezone.now())) if can_answer else []
    return render(request, "membership/invitation/invitation.html", context)


def _answer(request: SignedInRequest, invitation: CentreInvitation, form: WhyForm) -> object:
    if "accept" in request.POST:
        return form.carry_out(invitation_flows.accept, invitation, by=request.user, at=timezone.now())
    reason = form.cleaned_data["reason"]
    return form.carry_out(invitation_flows.decline, invitation, by=request.user, at=timezone.now(), reason=reason)
