"""The application as its schools write it and everybody concerned reads it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centres import selectors
from centres.enums import AGREED, WRITTEN, Criterion
from centres.filters import ApplicationFilter
from centres.flows import application as flows
from centres.forms import AnswerForm, EvidenceForm
from centres.models import Application, EvidenceLink, Membership
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.forms import ConfirmForm, WhyForm
from iqm_coe.lib.permissions import may, require
from iqm_coe.lib.tables import list_page


def load(request: HttpRequest, pk: int) -> Application:
    """The application of this Centre, if the person sees it."""
    rows = Application.objects.visible_to(request.user).select_related(
        "centre__lead_school", "submitted_by", "decided_by"
    )
    return get_object_or_404(rows, centre=pk)


@require_safe
def applications(request: HttpRequest) -> HttpResponse:
    """All applications, for the office."""
    require(request.user, "centres.list_applications")
    rows = Application.objects.visible_to(request.user).for_list()
    return render(request, "centres/applications.html", {"list": list_page(request, rows, ApplicationFilter)})


@require_safe
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """The task list of eight criteria, and what can be done now."""
    page = selectors.application_page(load(request, pk), request.user, timezone.now())
    return render(request, "centres/application.html", {"page": page, "now": timezone.now()})


@require_http_methods(["GET", "HEAD", "POST"])
def criterion(request: HttpRequest, pk: int, criterion: str) -> HttpResponse:
    """Write or read the answer to one criterion; on a clash both texts stand side by side."""
    found = load(request, pk)
    answer = get_object_or_404(found.answers.select_related("updated_by"), criterion=criterion)
    form = AnswerForm(request.POST or None, initial={"text": answer.text, "version": answer.version})
    context: dict[str, Any] = {"clash": None}
    if form.is_valid():
        try:
            flows.answer(found, criterion, by=request.user, at=timezone.now(), **form.cleaned_data)
        except flows.Clash as clash:
            form.add_error(None, str(clash))
            form.data = form.data.copy()
            form.data["version"] = clash.current.version
            context["clash"] = clash.current
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%s is saved.") % criterion)
            return _after_saving(request, pk, criterion)
    return render(request, "centres/criterion.html", {**context, **_criterion_context(request, found, answer, form)})


def _after_saving(request: HttpRequest, pk: int, criterion: str) -> HttpResponse:
    """Back to the task list, or on to the next criterion."""
    following = [c.value for c in WRITTEN if c.value > criterion]
    if "next" in request.POST and following:
        return redirect("centres:criterion", pk=pk, criterion=following[0])
    return redirect("centres:application", pk=pk)


def _criterion_context(request: HttpRequest, found: Application, answer: Any, form: Any) -> dict[str, Any]:
    requests = found.change_requests.filter(criterion=answer.criterion).select_related("requested_by")
    is_open = answer.criterion in flows.open_criteria(found)
    return {
        "application": found,
        "answer": answer,
        "criterion": Criterion(answer.criterion),
        "form": form,
        "evidence": answer.evidence.select_related("added_by"),
        "evidence_form": EvidenceForm(),
        "requests": requests,
        "can_write": is_open and may(request.user, "centres.write_application", found),
    }


@require_POST
def add_evidence(request: HttpRequest, pk: int, criterion: str) -> HttpResponse:
    """Put a web address beside an answer."""
    found = load(request, pk)
    answer = get_object_or_404(found.answers.select_related("updated_by"), criterion=criterion)
    form = EvidenceForm(request.POST)
    if form.is_valid() and form.carry_out(
        flows.add_evidence, found, criterion, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("The link is added."))
        return redirect("centres:criterion", pk=pk, criterion=criterion)
    writing = AnswerForm(initial={"text": answer.text, "version": answer.version})
    context = {**_criterion_context(request, found, answer, writing), "evidence_form": form}
    return render(request, "centres/criterion.html", context)


@require_POST
def remove_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a web address away again."""
    visible = Application.objects.visible_to(request.user)
    rows = EvidenceLink.objects.filter(answer__application__in=visible).select_related("answer__application")
    found = get_object_or_404(rows, pk=pk)
    try:
        flows.remove_evidence(found, by=request.user, at=timezone.now())
        messages.success(request, _("The link is taken away."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("centres:criterion", pk=found.answer.application.centre_id, criterion=found.answer.criterion)


@require_safe
def agreements(request: HttpRequest, pk: int) -> HttpResponse:
    """C6 and C7, school by school."""
    found = load(request, pk)
    rows = selectors.agreement_rows(found, request.user)
    return render(request, "centres/agreements.html", {"application": found, "rows": rows, "criteria": AGREED})


@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """A head reads C6 and C7 and agrees them by name and date."""
    rows = Membership.objects.visible_to(request.user).belonging().select_related("school", "centre__lead_school")
    found = get_object_or_404(rows, pk=pk)
    require(request.user, "centres.agree", found)
    form = ConfirmForm(request.POST or None)
    given = list(found.agreements.filter(superseded_at=None).values_list("criterion", flat=True))
    if request.method == "POST" and form.is_valid():
        chosen = [c.value for c in AGREED if request.POST.get(c.value) and c.value not in given]
        done = [form.carry_out(flows.agree, found, c, by=request.user, at=timezone.now()) for c in chosen]
        if not chosen:
            form.add_error(None, _("Tick what you agree to. Nothing was changed."))
        elif all(done):
            return _agreed(request, found, chosen + given)
    asked = found.centre.application.change_requests.filter(answered_at=None, criterion__in=AGREED)
    context = {"membership": found, "form": form, "criteria": AGREED, "given": given, "asked": asked}
    return render(request, "centres/agree.html", context)


def _agreed(request: HttpRequest, found: Membership, given: list[str]) -> HttpResponse:
    """Back to the Centre when both are given; else the page says which is still missing."""
    missing = [c.value for c in AGREED if c.value not in given]
    if missing:
        messages.warning(request, _("Agreed in part. %s is still missing.") % ", ".join(missing))
        return redirect("centres:agree", pk=found.pk)
    messages.success(request, _("Agreed in your name today. Thank you."))
    return redirect("centres:centre", pk=found.centre_id)


@require_safe
def read_through(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything on one page, as IQM will read it."""
    found = load(request, pk)
    answers = found.answers.select_related("updated_by").prefetch_related("evidence")
    page = selectors.application_page(found, request.user, timezone.now())
    return render(request, "centres/read_through.html", {"application": found, "answers": answers, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the consequence, then hand the application to IQM."""
    found = load(request, pk)
    require(request.user, "centres.send_application", found)
    form = ConfirmForm(request.POST or None)
    is_confirmed = request.method == "POST" and form.is_valid()
    if is_confirmed and form.carry_out(flows.send, found, by=request.user, at=timezone.now()):
        messages.success(request, _("The application is with IQM now. They write to you when it is decided."))
        return redirect("centres:application", pk=pk)
    page = selectors.application_page(found, request.user, timezone.now())
    return render(request, "centres/send.html", {"form": form, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the application back; the schools are free again."""
    found = load(request, pk)
    require(request.user, "centres.send_application", found)
    if not found.is_open:
        raise Http404
    form = WhyForm(request.POST or None)
    is_confirmed = request.method == "POST" and form.is_valid()
    if is_confirmed and form.carry_out(
        flows.withdraw, found, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"]
    ):
        messages.success(request, _("The application is withdrawn."))
        return redirect("home:index")
    return render(request, "centres/withdraw.html", {"form": form, "application": found})
