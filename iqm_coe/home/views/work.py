"""What needs me: one list over all roles, and the schools and Centres that are mine."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.accounts.rules import kinds_of_whoever
from iqm_coe.home.flows import work as flows
from iqm_coe.home.forms.work import GiveWorkForm
from iqm_coe.home.models.work import LONGEST
from iqm_coe.home.selectors import work as selectors
from iqm_coe.home.views.my_year import school_asked
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.postgresql.answers import foreseen
from iqm_coe.lib.worklist import rules_of


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The first page after signing in."""
    kind, is_everybodys = request.GET.get("kind", ""), request.GET.get("of") == "everybody"
    school = school_asked(request)
    with foreseen("work", request.user.pk):
        mine = selectors.my_work(request.user, timezone.now(), kind=kind, is_everybodys=is_everybodys, school=school)
    shared = mine.can_be_given if mine.gives_work else []
    form = GiveWorkForm(kinds=kinds_of_whoever(*rules_of(shared))) if shared else None
    return render(request, "home/work.html", {"mine": mine, "give": form})


@require_POST
def give(request: SignedInRequest) -> HttpResponse:
    """Give the ticked lines to a colleague; or, where nobody is chosen, take them back or give them up."""
    require(request.user, "home.give_work")
    form = GiveWorkForm(request.POST)
    if not form.is_valid():
        messages.error(request, _refused(form))
        return redirect("home:index")
    try:
        messages.success(request, _given(form, request.POST.getlist("line"), by=request.user))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("home:index")


def _refused(form: GiveWorkForm) -> str:
    if "why" in form.errors:
        return _("The reason may have up to %d characters. Nothing was given.") % LONGEST
    return _("Choose somebody of the list. Nothing was given.")


def _given(form: GiveWorkForm, keys: list[str], *, by: User) -> str:
    """What came of it, in words: also of what somebody else had, or has done meanwhile."""
    to, at = form.cleaned_data["to"], timezone.now()
    if to is None:
        lines = flows.let_go(keys, by=by, at=at)
        return _("Let go: %d. Whoever comes first sees to it.") % len(lines)
    lines = flows.give(keys, to, why=form.cleaned_data["why"], by=by, at=at)
    words = ngettext("%(name)s sees to %(n)d line now.", "%(name)s sees to %(n)d lines now.", len(lines))
    told = [words % {"n": len(lines), "name": to.name}]
    had = _("%(name)s had “%(what)s”.")
    others = [line for line in lines if line.owner and not line.owner.is_reader and line.owner.name != to.name]
    told += [had % {"name": line.owner.name, "what": line.reason} for line in others if line.owner]
    gone = set(keys) - {line.key for line in lines}
    return " ".join([*told, flows.done_meanwhile(gone, by, at)] if gone else told)
