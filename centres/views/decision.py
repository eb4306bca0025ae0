"""What IQM staff decide: changes, approval, declining. Each confirm page says the consequence."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from centres import conf, selectors
from centres.enums import ApplicationState
from centres.flows import decision as flows
from centres.forms import ApproveForm, ChangesForm, DeclineForm
from centres.models import Application
from centres.rules import has_interest
from centres.views.application import load
from iqm_coe.accounts.models import Event
from iqm_coe.accounts.rules import is_staff
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.permissions import require


def _deciding(request: HttpRequest, pk: int) -> Application:
    found = load(request, pk)
    require(request.user, "centres.decide", found)
    return found


def _needs_override(request: HttpRequest, found: Application) -> bool:
    return not is_staff(request.user, found) or has_interest(request.user, found)


def _context(found: Application, form: Any, request: HttpRequest) -> dict[str, Any]:
    """Whoever was second reads who was first and when."""
    found.refresh_from_db(fields=["state"])
    is_overtaken = bool(form.errors) and found.state != ApplicationState.SUBMITTED
    page = selectors.application_page(found, request.user, timezone.now())
    last = Event.objects.of(found).select_related("by").first() if is_overtaken else None
    return {"form": form, "page": page, "last": last}


@require_http_methods(["GET", "HEAD", "POST"])
def request_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for changes to named criteria."""
    found = load(request, pk)
    require(request.user, "centres.request_changes", found)
    due_on = london_date(timezone.now()) + timedelta(days=conf.change_days.get())
    form = ChangesForm(request.POST or None, due_on=due_on)
    if form.is_valid() and form.carry_out(
        flows.request_changes, found, form.cleaned_data["changes"], by=request.user, at=timezone.now()
    ):
        messages.success(request, _("The schools are asked for the changes."))
        return redirect("centres:application", pk=pk)
    answers = {answer.criterion: answer.text for answer in found.answers.all()}
    context = {**_context(found, form, request), "rows": form.rows(answers)}
    return render(request, "centres/request_changes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve: the page shows what will happen and the letter that will go."""
    found = _deciding(request, pk)
    form = ApproveForm(request.POST or None, needs_override=_needs_override(request, found))
    if form.is_valid() and form.carry_out(
        flows.approve, found, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("%s is a Centre of Excellence. The letter is on its way.") % found.centre.name)
        return redirect("centres:centre", pk=pk)
    context = _context(found, form, request)
    adviser = form.cleaned_data.get("adviser") if form.is_bound else None
    context["letters"] = [selectors.letter_preview(context["page"], adviser, timezone.now())]
    return render(request, "centres/approve.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide against, with a reason."""
    found = _deciding(request, pk)
    form = DeclineForm(request.POST or None, needs_override=_needs_override(request, found))
    if form.is_valid() and form.carry_out(
        flows.decline, found, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("The application is declined and the schools are told."))
        return redirect("centres:application", pk=pk)
    return render(request, "centres/decline.html", _context(found, form, request))
