"""Agreeing the day of a visit."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.forms import WhyForm
from iqm_coe.lib.permissions import require
from iqm_coe.lib.working_days import is_known
from reviews.visits.emails import visit as emails
from reviews.visits.enums import RoundState
from reviews.visits.flows import date as flows
from reviews.visits.forms.date import DaysForm, FixForm
from reviews.visits.models.date import DateRound
from reviews.visits.selectors import date as selectors
from reviews.visits.views.visit import load_visit


@require_http_methods(["GET", "HEAD", "POST"])
def dates(request: SignedInRequest, pk: int) -> HttpResponse:
    """Propose the days that suit my side."""
    visit = load_visit(request, pk)
    require(request.user, "visits.propose_dates", visit)
    form = DaysForm(request.POST or None)
    if form.is_valid() and form.carries_out(flows.propose, visit, form.days(), by=request.user, at=timezone.now()):
        messages.success(request, _("Proposed. The other side is told by mail."))
        return redirect("visits:visit", pk=pk)
    context = {"form": form, "visit": visit, "knows_holidays": is_known(visit.host.country)}
    return render(request, "visits/date/dates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def answer_dates(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose one day and see what it binds before it is accepted, or decline them all (R20g)."""
    rows = DateRound.objects.visible_to(request.user).select_related("visit__host", "visit__assessor", "proposed_by")
    date_round = get_object_or_404(rows.select_related("visit__year__centre"), pk=pk)
    require(request.user, "visits.answer_dates", date_round)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _answer(request, date_round, form):
        return redirect("visits:visit", pk=date_round.visit_id)
    today = london_date(timezone.now())
    days = selectors.offered_days(date_round, today)
    chosen = next((one for one in days if str(one.proposal.pk) == request.GET.get("day")), None)
    context = {"round": date_round, "form": form, "visit": date_round.visit, "days": days, "chosen": chosen}
    if chosen is None or date_round.state != RoundState.OPEN or form.errors:
        return render(request, "visits/date/answer_dates.html", context)
    context["mails"] = [emails.agreed_preview(date_round.visit, chosen.proposal.on, on=today)]
    context["bound"] = selectors.bound_schools(date_round.visit)
    return render(request, "visits/date/accept_day.html", context)


def _answer(request: SignedInRequest, round_: DateRound, form: WhyForm) -> bool:
    """Carry the answer out; False, with the refusal on the form, when it could not be."""
    if "decline" in request.POST:
        reason = form.cleaned_data["reason"]
        done = form.carries_out(flows.decline, round_, reason=reason, by=request.user, at=timezone.now())
        words = _("Declined; the other side is told.")
    else:
        chosen = request.POST.get("accept", "")
        proposal = next((one for one in round_.proposals.all() if str(one.pk) == chosen), None)
        if proposal is None:
            raise Http404
        done = form.carries_out(flows.accept, proposal, by=request.user, at=timezone.now())
        words = _("Agreed. Everybody concerned is told the day.")
    if done:
        messages.success(request, words)
    return done


@require_http_methods(["GET", "HEAD", "POST"])
def fix_date(request: SignedInRequest, pk: int) -> HttpResponse:
    """Staff set or move the day."""
    visit = load_visit(request, pk)
    require(request.user, "visits.fix_date", visit)
    form = FixForm(request.POST or None, initial={"day": visit.agreed_on})
    if form.is_valid() and form.carries_out(flows.fix, visit, by=request.user, at=timezone.now(), **form.cleaned_data):
        messages.success(request, _("The day is fixed. The assessor and the schools are told."))
        return redirect("visits:visit", pk=pk)
    mails = [emails.agreed_preview(visit, None, on=london_date(timezone.now()), reason=_("(your reason)"))]
    return render(request, "visits/date/fix_date.html", {"form": form, "visit": visit, "mails": mails})
