import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from reviews.update.flows import answer
from reviews.update.flows import target as target_flows
from reviews.update.forms.target import TargetProgressForm
from reviews.update.models.review import Review
from reviews.update.models.target import TargetProgress


@require_http_methods(["GET", "HEAD", "POST"])
def target(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what became of one of last year's targets."""
    visible = Review.objects.visible_to(request.user)
    rows = TargetProgress.objects.filter(review__in=visible).select_related("review__school", "target__element")
    progress = get_object_or_404(rows, pk=pk)
    require(request.user, "update.write_update", progress.review)
    start = {"text": progress.text, "version": progress.version, "saved_from": str(uuid.uuid4())}
    form = TargetProgressForm(request.POST or None, initial=start)
    if form.is_valid():
        try:
            target_flows.report(progress, by=request.user, at=timezone.now(), **form.cleaned_data)
        except answer.Clash as clash:
            form.add_error(None, str(clash))
            form.data = {**request.POST.dict(), "version": clash.current.version}
            progress.refresh_from_db()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("update:review", pk=progress.review_id)
    return render(request, "update/target/target.html", {"form": form, "progress": progress})
