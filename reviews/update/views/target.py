from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.permissions import require
from iqm_coe.texts.views.text import after_saving
from reviews.update.flows import target as flows
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
    start = TargetProgressForm.start({"text": progress.text})
    form = TargetProgressForm(request.POST or None, initial=start)
    saved = form.lay_over(progress, flows.report, by=request.user, at=timezone.now())
    if saved:
        messages.success(request, _("Saved."))
        return after_saving(saved.clashes, redirect("update:review", pk=progress.review_id))
    return render(request, "update/target/target.html", {"form": form, "progress": progress})
