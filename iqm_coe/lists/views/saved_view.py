"""Views of lists: kept, opened, let go of."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.lists.table import keepable_by
from iqm_coe.lib.permissions import may, require
from iqm_coe.lists.flows import saved_view as flows
from iqm_coe.lists.forms.saved_view import KeepViewForm
from iqm_coe.lists.models.saved_view import SavedView
from iqm_coe.lists.panels import address_of


def _load(request: SignedInRequest, pk: int) -> SavedView:
    view: SavedView = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    return view


def _title(user: User, route: str) -> str:
    """What the list is called; nothing where an address names none, or none that they may open."""
    page = keepable_by(user, route)
    return str(page.title) if page else ""


@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: SignedInRequest) -> HttpResponse:
    """Keep how a list stands; the page of it asks for a name."""
    require(request.user, "lists.keep_view")
    begun = {"route": request.GET.get("route", ""), "query": request.GET.get("query", "")}
    form = KeepViewForm(request.POST or None, initial=begun, may_share=may(request.user, "lists.share_view"))
    if form.is_valid():
        told = {"is_shared": False, **form.cleaned_data}
        view = form.carry_out(flows.keep, by=request.user, at=timezone.now(), **told)
        if view:
            messages.success(request, _("Kept as “%s”.") % view.name)
            return redirect(address_of(view.route, view.query))
    route, query = (str(form[name].value()) for name in ("route", "query"))
    context = {"form": form, "title": _title(request.user, route), "back": address_of(route, query)}
    return render(request, "lists/keep.html", context)


@require_POST
def open_with(request: SignedInRequest, pk: int) -> HttpResponse:
    """The list opens with this view."""
    view = _load(request, pk)
    flows.open_with(view, by=request.user)
    messages.success(request, _("The list opens with “%s” from now on.") % view.name)
    return redirect(address_of(view.route, view.query))


@require_POST
def open_plain(request: SignedInRequest, pk: int) -> HttpResponse:
    """The list opens as it stands by itself."""
    view = _load(request, pk)
    flows.open_plain(view.route, by=request.user)
    messages.success(request, _("The list opens with all its rows again."))
    return redirect(address_of(view.route))


@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let go of a view."""
    view = _load(request, pk)
    require(request.user, "lists.drop_view", view)
    if request.method == "POST":
        try:
            flows.drop(view, by=request.user)
            messages.success(request, _("The view “%s” is gone.") % view.name)
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(address_of(view.route))
    context = {"view": view, "back": address_of(view.route, view.query), "title": _title(request.user, view.route)}
    return render(request, "lists/drop.html", context)
