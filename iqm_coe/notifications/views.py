"""The outbox as the office reads it, and each person's own messages."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import may, require
from iqm_coe.lib.tables import list_page
from iqm_coe.notifications import selectors
from iqm_coe.notifications.filters import DeliveryFilter
from iqm_coe.notifications.flows import outbox as flows
from iqm_coe.notifications.flows.reminder import PLANNED_AHEAD
from iqm_coe.notifications.models.outbox import Delivery
from iqm_coe.notifications.models.reminder import Reminder


@require_safe
def outbox(request: SignedInRequest) -> HttpResponse:
    """Every mail with its status, newest first."""
    require(request.user, "notifications.read_outbox")
    rows = Delivery.objects.visible_to(request.user).for_list()
    return render(request, "notifications/outbox.html", {"list": list_page(request, rows, DeliveryFilter)})


@require_safe
def will_be_sent(request: SignedInRequest) -> HttpResponse:
    """Reminders of the next 30 days: to whom, why, when; what is done meanwhile is not among them."""
    require(request.user, "notifications.read_outbox")
    until = london_date(timezone.now()) + PLANNED_AHEAD
    rows = Reminder.objects.visible_to(request.user).still_needed().filter(send_on__lte=until)
    reminders = list_page(request, rows.order_by("send_on", "pk"))
    context = {"list": reminders, "rows": selectors.coming(reminders.page)}
    return render(request, "notifications/will_be_sent.html", context)


@require_safe
def my_messages(request: SignedInRequest) -> HttpResponse:
    """What was sent to me."""
    rows = Delivery.objects.filter(user=request.user).for_list()
    return render(request, "notifications/my_messages.html", {"list": list_page(request, rows)})


@require_safe
def delivery(request: SignedInRequest, pk: int) -> HttpResponse:
    """One mail: its words unless they are confidential, its instants, and the second try."""
    delivery = get_object_or_404(Delivery.objects.visible_to(request.user).select_related("message"), pk=pk)
    context = {
        "delivery": delivery,
        "shows_body": may(request.user, "notifications.read_body", delivery),
        "can_retry": may(request.user, "notifications.retry_delivery", delivery)
        and delivery.status in {"failed", "uncertain"},
    }
    return render(request, "notifications/delivery.html", context)


@require_POST
def retry(request: SignedInRequest, pk: int) -> HttpResponse:
    """Queue it again."""
    delivery = get_object_or_404(Delivery.objects.visible_to(request.user), pk=pk)
    try:
        flows.retry(delivery, by=request.user, at=timezone.now())
        messages.success(request, _("The mail is queued again."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("notifications:delivery", pk=pk)
