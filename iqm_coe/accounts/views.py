"""People, roles at IQM, settings and the audit trail, as the screens show them."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iqm_coe.accounts import proof, session_life
from iqm_coe.accounts.enums import Emergency
from iqm_coe.accounts.flows import emergency as emergency_flows
from iqm_coe.accounts.flows import invitation as invitation_flows
from iqm_coe.accounts.flows import role as role_flows
from iqm_coe.accounts.flows import setting as setting_flows
from iqm_coe.accounts.flows import sign_in as sign_in_flows
from iqm_coe.accounts.flows import user as profile_flows
from iqm_coe.accounts.forms import IqmInvitationForm, IqmRoleForm, ProfileForm, SettingForm
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.invitation import IqmInvitation
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.sign_in import FailedTries, SignIn
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.accounts.selectors import setting as selectors
from iqm_coe.accounts.selectors import sign_in as sign_in_selectors
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.forms import ConfirmForm, ReasonForm
from iqm_coe.lib.permissions import may, require
from iqm_coe.lib.tables import list_page, looked_for


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    """My name, telephone and time zone."""
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if form.is_valid() and form.carries_out(
        profile_flows.change, request.user, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("Saved."))
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form})


@require_POST
def put_off_passkey(request: SignedInRequest) -> HttpResponse:
    """No passkey for now."""
    form = ConfirmForm(request.POST)
    if form.is_valid() and form.carries_out(
        profile_flows.put_off_passkey, request.user, by=request.user, at=timezone.now()
    ):
        messages.success(request, _("Put off. You find passkeys under Two-step sign-in whenever you want one."))
    return redirect("home:index")


@require_safe
def sign_ins(request: SignedInRequest) -> HttpResponse:
    """My sessions that go on, and what happened at my signing in."""
    context = {
        "trail": sign_in_selectors.trail(request.user),
        "sessions": session_life.sessions_of(request.user, at=timezone.now()),
        "own": session_life.life_of(request.session),
    }
    return render(request, "accounts/sign_ins.html", context)


@require_POST
def end_session(request: SignedInRequest, pk: int) -> HttpResponse:
    """End one session of mine, at whatever computer."""
    session = get_object_or_404(SignIn.objects.visible_to(request.user), pk=pk)
    form = ConfirmForm(request.POST)
    if form.is_valid() and form.carries_out(sign_in_flows.end_one, session, by=request.user, at=timezone.now()):
        messages.success(request, _("That session has ended."))
    return redirect("accounts:sign_ins")


@require_POST
def end_other_sessions(request: SignedInRequest) -> HttpResponse:
    """End all sessions of mine but this one."""
    form = ConfirmForm(request.POST)
    if form.is_valid() and form.carries_out(sign_in_flows.end_others, request.user, by=request.user, at=timezone.now()):
        proof.stay_alone(request, request.user)
        messages.success(request, _("All other sessions have ended. You are signed in here alone."))
    return redirect("accounts:sign_ins")


@require_safe
def failed_sign_ins(request: SignedInRequest) -> HttpResponse:
    """All that failed, an hour and account a line, for administrators."""
    require(request.user, "accounts.read_audit")
    rows = FailedTries.objects.visible_to(request.user).order_by("-last_at", "-pk")
    return render(request, "accounts/failed_sign_ins.html", {"list": list_page(request, rows)})


@require_safe
def people(request: SignedInRequest) -> HttpResponse:
    """Everybody with a sign-in, for administrators."""
    require(request.user, "accounts.read_audit")
    rows = User.objects.visible_to(request.user).for_list()
    words = looked_for(request)
    rows = rows.filter(name__says=words) | rows.filter(email__icontains=words) if words else rows
    context = {
        "list": list_page(request, rows),
        "q": words,
        "invitations": IqmInvitation.objects.open().select_related("invited_by"),
    }
    return render(request, "accounts/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: SignedInRequest) -> HttpResponse:
    """Offer a role at IQM to an address."""
    require(request.user, "accounts.manage_roles")
    form = IqmInvitationForm(request.POST or None)
    if form.is_valid() and form.carries_out(
        invitation_flows.invite_to_iqm, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("The invitation is on its way to %s.") % form.cleaned_data["email"])
        return redirect("accounts:people")
    return render(request, "accounts/invite.html", {"form": form})


@require_POST
def withdraw_invitation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take an offer of a role back."""
    require(request.user, "accounts.manage_roles")
    form = ConfirmForm(request.POST)
    invitation = get_object_or_404(IqmInvitation, pk=pk)
    if form.is_valid() and form.carries_out(
        invitation_flows.close, invitation, "withdraw", by=request.user, at=timezone.now()
    ):
        messages.success(request, _("The invitation is withdrawn."))
    for error in form.non_field_errors():
        messages.error(request, str(error))
    return redirect("accounts:people")


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """One person: what they hold, and a further role."""
    require(request.user, "accounts.read_audit")
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    form = IqmRoleForm(request.POST or None)
    if form.is_valid() and form.carries_out(
        role_flows.grant, user, form.cleaned_data["kind"], by=request.user, at=timezone.now()
    ):
        messages.success(request, _("Granted. %s sets up a second factor at the next sign-in.") % user.name)
        return redirect("accounts:person", pk=pk)
    context = {
        "found": user,
        "form": form,
        "roles": user.iqm_role_set.select_related("granted_by", "ended_by").order_by("-pk"),
        "can_manage": may(request.user, "accounts.manage_roles", user),
        "can_act": may(request.user, "accounts.act_in_emergency", user),
        "trail": sign_in_selectors.trail(user),
    }
    return render(request, "accounts/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def shut_person(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let nobody into this account any more."""
    return _in_emergency(request, pk, emergency_flows.shut, Emergency.SHUT)


@require_http_methods(["GET", "HEAD", "POST"])
def open_person(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let the person sign in again."""
    return _in_emergency(request, pk, emergency_flows.reopen, Emergency.REOPEN)


@require_http_methods(["GET", "HEAD", "POST"])
def end_sessions_of(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign a person out everywhere."""
    return _in_emergency(request, pk, emergency_flows.end_sessions, Emergency.END_SESSIONS)


def _in_emergency(request: SignedInRequest, pk: int, flow: Callable[..., User], what: Emergency) -> HttpResponse:
    """One of these acts, each with a written reason that all administrators read."""
    require(request.user, "accounts.read_audit")
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    require(request.user, "accounts.act_in_emergency", user)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and form.carries_out(
        flow, user, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"]
    ):
        messages.success(request, _("Done. All administrators are told by mail."))
        return redirect("accounts:person", pk=pk)
    return render(request, "accounts/emergency.html", {"form": form, "found": user, "what": what})


@require_http_methods(["GET", "HEAD", "POST"])
def end_role(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a role at IQM, with a reason."""
    require(request.user, "accounts.read_audit")
    role = get_object_or_404(IqmRole.objects.live().select_related("user"), pk=pk)
    require(request.user, "accounts.manage_roles", role)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and form.carries_out(
        role_flows.end, role, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"]
    ):
        messages.success(request, _("The role has ended. It stops with their next click."))
        return redirect("accounts:person", pk=role.user_id)
    return render(request, "accounts/end_role.html", {"form": form, "role": role})


@require_http_methods(["GET", "HEAD", "POST"])
def iqm_invitation(request: SignedInRequest, key: str) -> HttpResponse:
    """The invited person takes the role, or reads why not."""
    invitation = get_object_or_404(IqmInvitation.objects.select_related("invited_by"), key=key)
    if not may(request.user, "accounts.answer_invitation", invitation):
        return render(request, "accounts/invitation_for_another.html", status=404)
    form = ConfirmForm(request.POST or None)
    is_confirmed = request.method == "POST" and form.is_valid()
    if is_confirmed and form.carries_out(invitation_flows.accept_iqm, invitation, by=request.user, at=timezone.now()):
        proof.stay_alone(request, request.user)
        messages.success(request, _("Welcome to IQM. Please set up your second factor now."))
        return redirect("home:index")
    return render(request, "accounts/iqm_invitation.html", {"invitation": invitation, "form": form})


@require_safe
def settings(request: SignedInRequest) -> HttpResponse:
    """Every setting with its value, its default and who changed it."""
    require(request.user, "accounts.change_settings")
    return render(request, "accounts/settings.html", {"rows": selectors.setting_rows()})


@require_http_methods(["GET", "HEAD", "POST"])
def setting(request: SignedInRequest, name: str) -> HttpResponse:
    """Change one setting, or look at what a value would give."""
    require(request.user, "accounts.change_settings")
    setting, now = selectors.all_settings().get(name), timezone.now()
    if setting is None:
        raise Http404
    form = SettingForm(request.POST or None, setting=setting)
    value = form.cleaned_data["value"] if form.is_valid() else setting.get()
    if form.is_bound and form.is_valid():
        is_look = "look" in request.POST or not selectors.was_shown(setting, value, request.POST.get("shown", ""))
        keep = partial(setting_flows.change, setting, by=request.user, at=now)
        form.carry_out(setting.kept if is_look else keep, value)
        if not form.errors and not is_look:
            messages.success(request, _("Saved. It holds for what arises from now on."))
            return redirect("accounts:settings")
    today = london_date(now)
    preview = selectors.preview(setting, value, today)
    shown = selectors.as_shown(setting, value) if preview else ""
    is_new = bool(preview) and shown != selectors.as_shown(setting, setting.get())
    context = {"form": form, "setting": setting, "today": today, "preview": preview, "shown": shown, "is_new": is_new}
    return render(request, "accounts/setting.html", context)


@require_safe
def audit(request: SignedInRequest) -> HttpResponse:
    """The trail of everything, newest first, narrowed by subject or action."""
    require(request.user, "accounts.read_audit")
    rows = Event.objects.visible_to(request.user).for_list()
    about, action = request.GET.get("about", ""), request.GET.get("action", "")
    rows = rows.filter(subject_type=about) if about else rows
    rows = rows.filter(action=action) if action else rows
    return render(request, "accounts/audit.html", {"list": list_page(request, rows), "about": about, "action": action})
