"""The report: written, checked, read for its facts, issued, handed out."""

from functools import partial

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.files import served
from iqm_coe.lib.forms import FlowForm, ReadForm, ReadReasonForm, ReasonForm
from iqm_coe.lib.found import found
from iqm_coe.lib.handouts.answer import handed_out
from iqm_coe.lib.lists.page import list_response
from iqm_coe.lib.permissions import may, require
from iqm_coe.lib.working_days import is_known, working_days_from
from iqm_coe.texts.views.text import after_saving
from reviews.reports import conf, handouts
from reviews.reports.conditions import report as report_conditions
from reviews.reports.emails import report as emails
from reviews.reports.enums import FactualAnswer, ReportState
from reviews.reports.flows import report as report_flows
from reviews.reports.forms.report import CorrectionsForm, ReportForm
from reviews.reports.lists import Reports
from reviews.reports.models.report import FactualCheck, Report
from reviews.reports.models.seal import SealedFile, SealedPrint
from reviews.reports.selectors import report as selectors


def load_report(request: SignedInRequest, pk: int) -> Report:
    """The report, or 404."""
    return found(selectors.report_of(request.user, pk))


def _acting(request: SignedInRequest, pk: int, permission: str) -> Report:
    report = load_report(request, pk)
    require(request.user, permission, report)
    return report


def _overtaken_by(report: Report, form: FlowForm) -> Event | None:
    """Whoever was second reads who was first, and when."""
    return Event.objects.of(report).select_related("by").first() if form.errors else None


def _page(request: SignedInRequest, report: Report) -> selectors.ReportPage:
    return selectors.report_page(report, request.user, london_date(timezone.now()))


@require_safe
def readers(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who can see this report, and why."""
    report = load_report(request, pk)
    context = {"report": report, "readers": selectors.readers_of(report)}
    return render(request, "reports/report/readers.html", context)


def _seen(user: User) -> QuerySet[Report]:
    return Report.objects.visible_to(user).for_list()


@require_safe
def reports(request: SignedInRequest) -> HttpResponseBase:
    """All reports, for the office; those that wait for it first."""
    require(request.user, "reports.list_reports")
    return list_response(request, Reports, _seen)


@require_safe
def report(request: SignedInRequest, pk: int) -> HttpResponse:
    """One report, as this person may read it."""
    return render(request, "reports/report/report.html", {"page": _page(request, load_report(request, pk))})


@require_safe
def read_file(request: SignedInRequest, pk: int, kind: str) -> HttpResponseBase:
    """The same to take away, as PDF or Word, until it is issued: a sealed report has its own document."""
    report, at = load_report(request, pk), timezone.now()
    page = _page(request, report)
    if page.sealed:
        raise Http404
    address = reverse("reports:report", args=[pk])
    made = partial(handouts.report, page, at=at)
    return handed_out(request, kind, made, of=report, route="reports:report", page=address)


@require_safe
def report_pdf(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The sealed report as a file, as it was made; until it is there, how far that is."""
    report = load_report(request, pk)
    printing = SealedPrint.objects.visible_to(request.user).filter(sealed__report=report).first()
    if request.headers.get("HX-Request") and printing:
        return render(request, "reports/report/_document.html", {"report": report, "printing": printing})
    document = SealedFile.objects.visible_to(request.user).filter(sealed__report=report).first()
    if document:
        return served(document)
    if printing is None:
        raise Http404
    return render(request, "reports/report/document.html", {"report": report, "printing": printing})


@require_http_methods(["GET", "HEAD", "POST"])
def write_report(request: SignedInRequest, pk: int) -> HttpResponse:
    """The assessor writes."""
    report = _acting(request, pk, "reports.write_report")
    if request.method != "POST" and report.state != ReportState.DRAFT:
        messages.info(request, _("The report is with somebody else now, so nobody writes it."))
        return redirect("reports:report", pk=pk)
    form = ReportForm(request.POST or None, initial=ReportForm.start(report.texts()))
    saved = form.lay_over(report, report_flows.write, by=request.user, at=timezone.now())
    if saved:
        messages.success(request, _("The draft is saved."))
        onwards = "reports:send_report" if "send" in request.POST else "reports:write_report"
        return after_saving(saved.clashes, redirect(onwards, pk=pk))
    context = {"form": form, "missing": report_conditions.missing(report), "page": _page(request, report)}
    return render(request, "reports/report/write_report.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def send_report(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read it through, sign it, hand it to the quality check."""
    report = _acting(request, pk, "reports.write_report")
    page = _page(request, report)
    form = ReadForm(request.POST or None, initial={"read": page.read})
    if form.is_valid() and form.carries_out(
        report_flows.send_to_check, report, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("The report is with IQM for its quality check."))
        return redirect("reports:report", pk=pk)
    form.shown_anew(page.read)
    context = {"form": form, "page": page, "missing": report_conditions.missing(report)}
    return render(request, "reports/report/send_report.html", {**context, "mails": [emails.check_preview(report)]})


@require_http_methods(["GET", "HEAD", "POST"])
def finish_report(request: SignedInRequest, pk: int) -> HttpResponse:
    """Staff take over the writing from an assessor who has left."""
    report = _acting(request, pk, "reports.finish_report")
    form = ReasonForm(request.POST or None)
    if form.is_valid() and form.carries_out(
        report_flows.finish, report, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("You finish this report now. Somebody else checks it."))
        return redirect("reports:write_report", pk=pk)
    return render(request, "reports/report/finish_report.html", {"form": form, "page": _page(request, report)})


@require_http_methods(["GET", "HEAD", "POST"])
def check_report(request: SignedInRequest, pk: int) -> HttpResponse:
    """Staff pass the check: the page says what happens and shows the mail that goes."""
    report = _acting(request, pk, "reports.check_report")
    page = _page(request, report)
    if request.method != "POST" and report.state != ReportState.CHECKING:
        return redirect("reports:report", pk=pk)  # there is nothing to check now, and its own page says why
    form = ReadForm(request.POST or None, initial={"read": page.read})
    if form.is_valid() and form.carries_out(
        report_flows.pass_check, report, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("The check is passed."))
        return redirect("reports:report", pk=pk)
    today, country = london_date(timezone.now()), report.review.school.country
    due_on = working_days_from(today, conf.factual_days.get(), country)
    context = {
        "form": form.shown_anew(page.read),
        "page": page,
        "due_on": due_on,
        "knows_holidays": is_known(country),
        "mails": [] if page.factual else [emails.facts_preview(report, due_on)],
        "last": _overtaken_by(report, form),
    }
    return render(request, "reports/report/check_report.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def send_report_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Staff give it back with reasons."""
    report = _acting(request, pk, "reports.send_report_back")
    page = _page(request, report)
    form = ReadReasonForm(request.POST or None, initial={"read": page.read})
    if form.is_valid() and form.carries_out(
        report_flows.send_back, report, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        report.refresh_from_db()
        is_lost = report_conditions.has_lost_its_writer(report)
        words = (
            _("It is a draft again, which waits for somebody of the staff.")
            if is_lost
            else _("%s has it back, with your reasons.")
        )
        messages.success(request, words if is_lost else words % report.writer.name)
        return redirect("reports:report", pk=pk)
    has_writer = may(report.writer, "reports.write_report", report)
    context = {
        "form": form.shown_anew(page.read),
        "page": page,
        "last": _overtaken_by(report, form),
        "has_writer": has_writer,
        "mails": [emails.sent_back_preview(report)] if has_writer else [],
    }
    return render(request, "reports/report/send_report_back.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: SignedInRequest, pk: int) -> HttpResponse:
    """The school confirms the facts, or lists what is wrong."""
    report = _acting(request, pk, "reports.answer_facts")
    get_object_or_404(FactualCheck, report=report)
    form = CorrectionsForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _answer_facts(request, report, form):
        messages.success(request, _("Thank you. IQM and the assessor are told."))
        return redirect("reports:report", pk=pk)
    mails = [
        {"by": by, **emails.facts_answered_preview(report, answer)}
        for by, answer in (
            (_("The facts are right"), FactualAnswer.CONFIRMED),
            (_("Send these corrections"), FactualAnswer.CORRECTIONS),
        )
    ]
    return render(request, "reports/report/facts.html", {"form": form, "page": _page(request, report), "mails": mails})


def _answer_facts(request: SignedInRequest, report: Report, form: CorrectionsForm) -> object:
    if "confirm" in request.POST:
        return form.carry_out(report_flows.confirm_facts, report, by=request.user, at=timezone.now())
    corrections = form.cleaned_data["corrections"]
    return form.carry_out(
        report_flows.dispute_facts, report, corrections=corrections, by=request.user, at=timezone.now()
    )


@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: SignedInRequest, pk: int) -> HttpResponse:
    """Staff issue and seal: the page says what can never change again, and shows the letter."""
    report = _acting(request, pk, "reports.issue_report")
    form = ReadForm(request.POST or None, initial={"read": _page(request, report).read})
    if form.is_valid() and form.carries_out(
        report_flows.issue, report, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("The report is issued and sealed. The school is told."))
        return redirect("reports:report", pk=pk)
    report.refresh_from_db(fields=["state"])
    page = _page(request, report)
    context = {
        "form": form.shown_anew(page.read),
        "page": page,
        "mails": emails.issue_previews(report),
        "last": _overtaken_by(report, form),
    }
    return render(request, "reports/report/issue_report.html", context)
