from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from centres.application.conditions import application
from centres.application.enums import WRITTEN, Criterion
from centres.application.flows import criterion as criterion_flows
from centres.application.forms.criterion import AnswerForm
from centres.application.models.application import Application
from centres.application.models.criterion import CriterionAnswer, EvidenceLink
from centres.application.views.application import load
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.evidence import LinkForm, evidence_for
from iqm_coe.lib.forms import FlowForm
from iqm_coe.lib.permissions import may
from iqm_coe.texts.views.text import after_saving


@require_http_methods(["GET", "HEAD", "POST"])
def criterion(request: SignedInRequest, pk: int, criterion: str) -> HttpResponse:
    """Write or read the answer to one criterion."""
    found = load(request, pk)
    answer = get_object_or_404(found.answers.select_related("updated_by", "done_by", "changed_by"), criterion=criterion)
    form = AnswerForm(request.POST or None, initial=AnswerForm.start({"text": answer.text}))
    saved = form.lay_over(answer, criterion_flows.answer, by=request.user, at=timezone.now())
    if saved:
        messages.success(request, _("%s is saved.") % criterion)
        return after_saving(saved.clashes, _after_saving(request, found, criterion))
    context = _criterion_context(request, found, answer, form)
    return render(request, "application/criterion/criterion.html", context)


def _after_saving(request: SignedInRequest, found: Application, criterion: str) -> HttpResponse:
    """Back to the task list, or on to the next criterion that is open for writing."""
    still_open = application.open_criteria(found)
    following = [c.value for c in WRITTEN if c.value > criterion and c.value in still_open]
    if "next" in request.POST and following:
        return redirect("application:criterion", pk=found.centre_id, criterion=following[0])
    return redirect("application:application", pk=found.centre_id)


def _criterion_context(
    request: SignedInRequest, found: Application, answer: CriterionAnswer, form: FlowForm
) -> dict[str, object]:
    requests = found.change_requests.filter(criterion=answer.criterion).select_related("requested_by")
    is_open = answer.criterion in application.open_criteria(found)
    return {
        "application": found,
        "answer": answer,
        "criterion": Criterion(answer.criterion),
        "form": form,
        "evidence": answer.evidence.select_related("added_by"),
        "evidence_form": LinkForm(pages=evidence_for("centre", request.user, found.centre)),
        "requests": requests,
        "can_write": is_open and may(request.user, "application.write_application", found),
    }


@require_POST
def add_evidence(request: SignedInRequest, pk: int, criterion: str) -> HttpResponse:
    """Put a web address beside an answer."""
    application = load(request, pk)
    answer = get_object_or_404(
        application.answers.select_related("updated_by", "done_by", "changed_by"), criterion=criterion
    )
    form = LinkForm(request.POST, pages=evidence_for("centre", request.user, application.centre))
    if form.is_valid() and form.carries_out(
        criterion_flows.add_evidence, application, criterion, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("The link is added."))
        return redirect("application:criterion", pk=pk, criterion=criterion)
    writing = AnswerForm(initial=AnswerForm.start({"text": answer.text}))
    context = {**_criterion_context(request, application, answer, writing), "evidence_form": form}
    return render(request, "application/criterion/criterion.html", context)


@require_POST
def remove_evidence(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a web address away again."""
    visible = Application.objects.visible_to(request.user)
    rows = EvidenceLink.objects.filter(answer__application__in=visible).select_related("answer__application")
    link = get_object_or_404(rows, pk=pk)
    try:
        criterion_flows.remove_evidence(link, by=request.user, at=timezone.now())
        messages.success(request, _("The link is taken away."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("application:criterion", pk=link.answer.application.centre_id, criterion=link.answer.criterion)
