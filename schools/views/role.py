"""People of a school: who they are, inviting, leaving, handing over."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from iqm_coe.accounts import invited
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.forms import ConfirmForm
from iqm_coe.lib.leaving import left_at_school
from iqm_coe.lib.permissions import may, require
from schools import selectors
from schools.enums import HEADS
from schools.flows import leaver as leaver_flows
from schools.flows import role as flows
from schools.forms import HandOverForm, RoleInvitationForm, TitleForm
from schools.models.invitation import RoleInvitation
from schools.models.role import SchoolRole
from schools.models.school import School
from schools.rules import kinds_given_by


@require_safe
def people(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everybody with a role here, and who has been invited."""
    school = get_object_or_404(School.objects.visible_to(request.user), pk=pk)
    return render(request, "schools/people.html", {"page": selectors.people_page(school, request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: SignedInRequest, pk: int) -> HttpResponse:
    """Offer a role to an address."""
    school = get_object_or_404(School.objects.visible_to(request.user), pk=pk)
    require(request.user, "schools.manage_people", school)
    kinds = kinds_given_by(request.user, school)
    form = RoleInvitationForm(request.POST or None, initial=request.GET.dict(), kinds=kinds)
    if form.is_valid() and form.carries_out(
        flows.invite, school, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("The invitation is on its way to %s.") % form.cleaned_data["email"])
        return redirect("schools:people", pk=pk)
    return render(request, "schools/invite.html", {"form": form, "school": school, "kinds": kinds})


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take an open offer back, once it has been said what that means."""
    rows = RoleInvitation.objects.visible_to(request.user).select_related("school")
    invitation = get_object_or_404(rows, pk=pk)
    require(request.user, "schools.withdraw_invitation", invitation)
    form, up = ConfirmForm(request.POST or None), reverse("schools:people", args=[invitation.school_id])
    is_confirmed = request.method == "POST" and form.is_valid()
    if is_confirmed and form.carries_out(flows.withdraw, invitation, by=request.user, at=timezone.now()):
        messages.success(request, _("The invitation to %s is withdrawn.") % invitation.email)
        return redirect(up)
    context = {"form": form, "invitation": invitation, "of": invitation.school.name, "up": up}
    return render(request, "accounts/withdraw_invitation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def end_role(request: SignedInRequest, pk: int) -> HttpResponse:
    """Remove a person, or leave oneself."""
    roles = SchoolRole.objects.visible_to(request.user).held().select_related("user", "school")
    role = get_object_or_404(roles, pk=pk)
    require(request.user, "schools.end_role", role)
    form = ConfirmForm(request.POST or None)
    is_confirmed = request.method == "POST" and form.is_valid()
    if is_confirmed and form.carries_out(flows.end_role, role, by=request.user, at=timezone.now()):
        messages.success(request, _("%s no longer has this role. It stops with their next click.") % role.user.name)
        is_still_in = School.objects.visible_to(request.user).filter(pk=role.school_id).exists()
        return redirect("schools:people", pk=role.school_id) if is_still_in else redirect("home:index")
    context = {
        "form": form,
        "role": role,
        "heads": HEADS,
        "left": left_at_school(role.user, role.school_id, request.user),
        "can_pass_on": may(request.user, "schools.pass_on", role),
    }
    return render(request, "schools/end_role.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def give_title(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the school calls a role."""
    roles = SchoolRole.objects.visible_to(request.user).held().select_related("user", "school")
    role = get_object_or_404(roles, pk=pk)
    require(request.user, "schools.give_title", role)
    form = TitleForm(request.POST or None, initial={"title": role.title})
    if request.method == "POST" and form.is_valid():
        title = form.cleaned_data["title"]
        if form.carries_out(flows.give_title, role, title=title, by=request.user, at=timezone.now()):
            messages.success(request, _("The title of %s is saved.") % role.user.name)
            return redirect("schools:people", pk=role.school_id)
    return render(request, "schools/give_title.html", {"form": form, "role": role})


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: SignedInRequest, pk: int) -> HttpResponse:
    """Name my successor as coordinator."""
    roles = SchoolRole.objects.visible_to(request.user).held().select_related("user", "school")
    role = get_object_or_404(roles, pk=pk)
    require(request.user, "schools.hand_over", role)
    form = HandOverForm(request.POST or None)
    if form.is_valid():
        done = form.carry_out(leaver_flows.hand_over, role, by=request.user, at=timezone.now(), **form.cleaned_data)
        if done:
            taken = isinstance(done, SchoolRole)
            now, later = _("Handed over."), _("Invited. You stay coordinator until they accept.")
            messages.success(request, now if taken else later)
            return redirect("home:index")
    return render(request, "schools/hand_over.html", {"form": form, "role": role})


@login_not_required
@sensitive_post_parameters("password", "proof")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: SignedInRequest, key: str) -> HttpResponse:
    """The invited person takes the role or says no; anybody else reads that it is not for them, and whoever is
    not signed in comes in first.
    """
    rows = RoleInvitation.objects.select_related("school", "invited_by", "succeeds__user")
    invitation = get_object_or_404(rows, key=key)
    if not request.user.is_authenticated:
        title = _("%s invites you") % invitation.school.name
        return invited.answer(request, invited.Offer(invitation, title, invitation.get_kind_display()))
    if not may(request.user, "accounts.answer_invitation", invitation):
        return render(request, "accounts/invitation_for_another.html", status=404)
    form = ConfirmForm(request.POST or None)
    has_answer = request.method == "POST" and bool({"accept", "decline"} & request.POST.keys())
    if has_answer and form.is_valid():
        flow = flows.decline if "decline" in request.POST else flows.accept
        if form.carries_out(flow, invitation, by=request.user, at=timezone.now()):
            said_no = flow is flows.decline
            messages.success(request, _("You said no.") if said_no else _("Welcome to %s.") % invitation.school.name)
            return redirect("home:index") if said_no else redirect("schools:school", pk=invitation.school_id)
    context = {"invitation": invitation, "form": form, "heads": HEADS}
    return render(request, "schools/invitation.html", context)
