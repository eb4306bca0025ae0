"""People as administrators see them, and what each says of themselves."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iqm_coe.accounts.flows import role as role_flows
from iqm_coe.accounts.flows import user as profile_flows
from iqm_coe.accounts.forms.role import IqmRoleForm
from iqm_coe.accounts.forms.user import ProfileForm
from iqm_coe.accounts.lists import People
from iqm_coe.accounts.models.factor_reset import FactorReset
from iqm_coe.accounts.models.provider import Provider
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.accounts.selectors import event as event_selectors
from iqm_coe.accounts.selectors import invitation as invitation_selectors
from iqm_coe.accounts.selectors import sign_in as sign_in_selectors
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.forms import ConfirmForm
from iqm_coe.lib.lists.page import list_response
from iqm_coe.lib.panels import panels_for
from iqm_coe.lib.permissions import may, require


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


def _seen(user: User) -> QuerySet[User]:
    rows: QuerySet[User] = User.objects.visible_to(user).for_list()
    return rows


@require_safe
def people(request: SignedInRequest) -> HttpResponseBase:
    """Everybody with a sign-in, for administrators, below the invitations that nobody has answered."""
    require(request.user, "accounts.read_audit")
    context = {"invitations": invitation_selectors.open_to_iqm()}
    return list_response(request, People, _seen, template="accounts/people.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """One person: what they hold, and a further role."""
    require(request.user, "accounts.read_audit")
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    if user.is_erased and request.method != "POST":
        return render(request, "accounts/person.html", {"found": user})
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
        "only_way": Provider.objects.only_way_of(user),
        "factor_reset": FactorReset.objects.visible_to(request.user).open().filter(person=user).first(),
        "trail": sign_in_selectors.trail(user),
        "person_number": str(user.pk),
        "done": event_selectors.done_by(user, request.user),
        "panels": panels_for("person", request.user, user, london_date(timezone.now())),
    }
    return render(request, "accounts/person.html", context)
