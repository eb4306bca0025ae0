"""Legal holds begin and end, for administrators."""

from django.apps import apps
from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.forms import ReasonForm
from iqm_coe.lib.permissions import require
from iqm_coe.records.flows import hold as flows
from iqm_coe.records.models.hold import SUBJECTS, Hold


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: SignedInRequest, label: str, pk: int) -> HttpResponse:
    """Keep everything of a person, school, Centre or review."""
    require(request.user, "records.hold")
    if label not in SUBJECTS:
        raise Http404
    model: type[Model] = apps.get_model(label)
    subject = get_object_or_404(model, pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and form.carries_out(
        flows.begin, subject, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"]
    ):
        messages.success(request, _("The legal hold stands. Nothing of it goes until it is ended."))
        return redirect("records:records")
    context = {"form": form, "subject": subject, "kind": model._meta.verbose_name}
    return render(request, "records/hold/begin_hold.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was kept may go again."""
    require(request.user, "records.hold")
    hold = get_object_or_404(Hold.objects.visible_to(request.user).standing().select_related("begun_by"), pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and form.carries_out(
        flows.end, hold, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"]
    ):
        messages.success(request, _("The legal hold has ended."))
        return redirect("records:records")
    return render(request, "records/hold/end_hold.html", {"form": form, "hold": hold})
