"""What needs me: one list over all roles, and the schools and Centres that are mine."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.home.flows import work as flows
from iqm_coe.home.forms.work import GiveWorkForm
from iqm_coe.home.selectors import work as selectors
from iqm_coe.home.views.my_year import school_asked
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.postgresql.answers import foreseen


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The first page after signing in."""
    return _page(request)


def _page(request: SignedInRequest) -> HttpResponse:
    """With what was ticked, chosen and typed where giving was refused."""
    kind, is_everybodys = request.GET.get("kind", ""), request.GET.get("of") == "everybody"
    school, told = school_asked(request), "done" in request.GET
    with foreseen("work", request.user.pk):
        mine = selectors.my_work(
            request.user, timezone.now(), kind=kind, is_everybodys=is_everybodys, school=school, told=told
        )
    asked = {
        "ticked": request.POST.getlist("line"),
        "to": request.POST.get("to", ""),
        "why": request.POST.get("why", ""),
    }
    context = {"mine": mine, "colleagues": selectors.colleagues_for(mine), "query": request.GET.urlencode(), **asked}
    return render(request, "home/work.html", context)


@require_POST
def give(request: SignedInRequest) -> HttpResponse:
    """Give the ticked lines to a colleague; or take them back, or give them up."""
    require(request.user, "home.give_work")
    form, keys = GiveWorkForm(request.POST), request.POST.getlist("line")
    try:
        told = _let_go(request, keys) if "let_go" in request.POST else _given(form, keys, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _page(request)
    messages.success(request, told)
    query = request.GET.urlencode()
    return redirect(f"{reverse('home:index')}?{query}" if query else "home:index")


def _let_go(request: SignedInRequest, keys: list[str]) -> str:
    if request.POST.get("why", "").strip():
        raise Refused(_("A reason goes with giving: choose a colleague, or clear it. Nothing was changed."))
    lines = flows.let_go(keys, by=request.user, at=timezone.now())
    return _("Let go: %d. Whoever comes first sees to it.") % len(lines)


def _given(form: GiveWorkForm, keys: list[str], *, by: User) -> str:
    """What came of it, in words: also of what somebody else had, or has done meanwhile. Raises Refused."""
    if not form.is_valid():
        wrong = [str(error) for errors in form.errors.values() for error in errors]
        raise Refused(" ".join([*wrong, _("Nothing was given.")]))
    to, at = form.cleaned_data["to"], timezone.now()
    lines = flows.give(keys, to, why=form.cleaned_data["why"], by=by, at=at)
    words = ngettext("%(name)s sees to %(n)d line now.", "%(name)s sees to %(n)d lines now.", len(lines))
    told = [words % {"n": len(lines), "name": to.name}]
    had = _("%(name)s had “%(what)s”.")
    others = [line for line in lines if line.owner and not line.owner.is_reader and line.owner.name != to.name]
    told += [had % {"name": line.owner.name, "what": line.reason} for line in others if line.owner]
    gone = set(keys) - {line.key for line in lines}
    return " ".join([*told, flows.done_meanwhile(gone, by, at)] if gone else told)
