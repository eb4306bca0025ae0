"""Inviting schools, and their answers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from centres.membership.flows import invitation as invitation_flows
from centres.membership.forms.invitation import AnswerInvitationForm, InviteSchoolForm
from centres.membership.models.centre import Centre
from centres.membership.models.invitation import CentreInvitation
from centres.membership.selectors import invitation as selectors
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import NotPermitted
from iqm_coe.lib.forms import ConfirmForm
from iqm_coe.lib.permissions import may, require
from iqm_coe.lib.tables import looked_for
from schools.answering import Answer
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
    ours = {one.pk: one for one in rows.filter(centre=invitation.centre_id)}
    form = AnswerInvitationForm(request.POST or None, sent=request.POST.getlist("invitations"))
    says_yes = "accept" in request.POST
    if request.method == "POST" and (says_yes or "decline" in request.POST) and form.is_valid():
        sent = set(form.cleaned_data["invitations"]) or (set() if "several" in request.POST else {pk})
        answers = form.carry_out(_answer, request.user, ours, sent, says_yes, form.cleaned_data["reason"])
        if answers and _told(request, form, answers, gone=len(sent - ours.keys()), says_yes=says_yes):
            return redirect("membership:centre", pk=invitation.centre_id) if says_yes else redirect("home:index")
    asked = selectors.asked_together(invitation, request.user, london_date(timezone.now()))
    own = next((one for one in asked if one.invitation.pk == pk), None)
    together = asked if own and len(asked) > 1 else []
    context = {"invitation": invitation, "form": form, "own": own, "together": together}
    context["ticked"] = form.ticked() if form.is_bound else [str(one.invitation.pk) for one in together]
    return render(request, "membership/invitation/invitation.html", context)


def _answer(user: User, ours: dict[int, CentreInvitation], sent: set[int], says_yes: bool, reason: str) -> list[Answer]:
    """For those that were sent and are still seen. Raises NotPermitted where this person answers for none of them."""
    chosen = [one for key, one in ours.items() if key in sent]
    if sent and not any(may(user, "membership.answer_invitation", one) for one in chosen):
        raise NotPermitted("membership.answer_invitation")
    return invitation_flows.answer_for_schools(chosen, says_yes=says_yes, reason=reason, by=user, at=timezone.now())


def _told(
    request: SignedInRequest, form: AnswerInvitationForm, answers: list[Answer], *, gone: int, says_yes: bool
) -> bool:
    """Say what came of each school, beside the form where nothing came of any; whether something did."""
    done = [one.school.name for one in answers if not one.refusal]
    refused = [
        one.refusal if len(answers) == 1 else f"{one.school.name}: {one.refusal}" for one in answers if one.refusal
    ]
    if gone:
        refused.append(_("A school that you ticked is not yours to answer for any more. Nothing was changed for it."))
    if done:
        messages.success(request, _done(done, says_yes=says_yes))
    for words in refused:
        if done:
            messages.warning(request, words)
        else:
            form.add_error(None, words)
    return bool(done)


def _done(schools: list[str], *, says_yes: bool) -> str:
    if len(schools) == 1:
        yes, no = _("Your school is in. Its head agrees C6 and C7 next."), _("You said no; the lead school is told.")
    else:
        yes = _("Your schools %s are in. Their heads agree C6 and C7 next.") % get_text_list(schools, _("and"))
        no = _("You said no for %s; the lead school is told.") % get_text_list(schools, _("and"))
    return yes if says_yes else no
