"""Links and files beside an answer."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.bodies import takes_files
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.files import served
from reviews.update.flows import evidence as flows
from reviews.update.forms.evidence import FileForm
from reviews.update.models.answer import Answer
from reviews.update.models.evidence import AnswerFile, AnswerLink
from reviews.update.views.answer import element_context, link_form, load_answer


@require_safe
def file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """A file beside an answer."""
    return served(get_object_or_404(AnswerFile.objects.visible_to(request.user), pk=pk))


@require_POST
def add_link(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Put a web address beside the answer."""
    answer = load_answer(request, pk, number)
    form = link_form(answer, request.user, request.POST)
    if form.is_valid() and form.carries_out(
        flows.add_link, answer, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("The link is added."))
        return redirect("update:element", pk=pk, number=number)
    return render(request, "update/answer/element.html", element_context(request, answer, link_form=form))


@takes_files()
@require_POST
def add_file(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Put a file beside the answer."""
    answer = load_answer(request, pk, number)
    form = FileForm(request.POST, request.FILES, prefix="file")
    if form.is_valid() and form.carries_out(
        flows.add_file,
        answer,
        form.cleaned_data["file"],
        title=form.cleaned_data["title"],
        by=request.user,
        at=timezone.now(),
    ):
        messages.success(request, _("The file is added."))
        return redirect("update:element", pk=pk, number=number)
    return render(request, "update/answer/element.html", element_context(request, answer, file_form=form))


@require_POST
def remove_link(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a web address away."""
    visible = Answer.objects.visible_to(request.user).values("pk")
    rows = AnswerLink.objects.filter(answer__in=visible).select_related("answer__element")
    link = get_object_or_404(rows, pk=pk)
    return _removed(request, link, flows.remove_link, _("The link is taken away."))


@require_POST
def remove_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a file away."""
    rows = AnswerFile.objects.visible_to(request.user).select_related("answer__element")
    return _removed(request, get_object_or_404(rows, pk=pk), flows.remove_file, _("The file is taken away."))


def _removed(
    request: SignedInRequest, found: AnswerLink | AnswerFile, flow: Callable[..., object], words: str
) -> HttpResponse:
    answer = found.answer
    try:
        flow(found, by=request.user, at=timezone.now())
        messages.success(request, words)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("update:element", pk=answer.review_id, number=answer.element.number)
