"""The outbox as the office reads it, and each person's own messages."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TypeVar, cast

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.forms import ReasonForm
from iqm_coe.lib.lists.page import list_response
from iqm_coe.lib.permissions import may, require
from iqm_coe.lib.postgresql.answers import foreseen
from iqm_coe.lib.tables import list_page
from iqm_coe.notifications import selectors
from iqm_coe.notifications.flows import hold as hold_flows
from iqm_coe.notifications.flows import outbox as flows
from iqm_coe.notifications.flows import server
from iqm_coe.notifications.flows.reminder import PLANNED_AHEAD
from iqm_coe.notifications.lists import Deliveries
from iqm_coe.notifications.models.hold import Hold
from iqm_coe.notifications.models.outbox import Delivery, Message
from iqm_coe.notifications.models.reminder import Reminder


class Decision(Protocol):
    """What an administrator decides about a hold."""

    def __call__(self, hold: Hold, *, by: User, at: datetime) -> Hold: ...


def _seen(user: User) -> QuerySet[Delivery]:
    return Delivery.objects.visible_to(user).for_outbox()


@require_safe
def outbox(request: SignedInRequest) -> HttpResponseBase:
    """Every mail with its status, newest first."""
    require(request.user, "notifications.read_outbox")
    with foreseen("outbox", request.user.pk):  # mostly there is nothing of all this
        not_addressed, number = selectors.not_gone(request.user)
        context = {
            "server": server.known(),
            "held": selectors.held_banner(request.user),
            "not_addressed": not_addressed,
            "without_reader": number,
        }
    return list_response(request, Deliveries, _seen, template="notifications/outbox.html", context=context)


@require_safe
def without_reader(request: SignedInRequest) -> HttpResponse:
    """What nobody was there to read, and what could not be addressed: the office's to see to."""
    require(request.user, "notifications.read_outbox")
    rows = Message.objects.visible_to(request.user).without_reader().order_by("-pk")
    messages_ = list_page(request, rows)
    context = {"list": messages_, "rows": selectors.without_reader(messages_.page)}
    return render(request, "notifications/without_reader.html", context)


@require_safe
def message(request: SignedInRequest, pk: int) -> HttpResponse:
    """One such message: its words, whom it was meant for, and what the office can do."""
    message = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    context = {
        "told": selectors.unread(message),
        "can_see_to_it": Message.objects.without_reader().filter(pk=pk).exists(),
    }
    return render(request, "notifications/message.html", context)


@require_POST
def look_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask anew who reads it."""
    message = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    try:
        flows.look_again(message, by=request.user, at=timezone.now())
        messages.success(request, _("It goes to whoever is there now. If there is still nobody, it comes back here."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("notifications:without_reader")


@require_http_methods(["GET", "HEAD", "POST"])
def set_aside(request: SignedInRequest, pk: int) -> HttpResponse:
    """Nobody needs it, and why."""
    message = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and form.carries_out(
        flows.set_aside, message, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"]
    ):
        messages.success(request, _("Set aside."))
        return redirect("notifications:without_reader")
    return render(request, "notifications/set_aside.html", {"told": selectors.unread(message), "form": form})


@require_safe
def held(request: SignedInRequest) -> HttpResponse:
    """What a restore holds: how much it is, and the two ways out of it."""
    require(request.user, "notifications.end_hold", None)
    rows = Delivery.objects.visible_to(request.user).held().for_list()
    context = {
        "list": list_page(request, rows),
        "hold": Hold.objects.standing().first(),
        "counted": hold_flows.counted(),
        "not_addressed": selectors.held_unaddressed(request.user),
    }
    return render(request, "notifications/held.html", context)


@require_POST
def let_go_held(request: SignedInRequest) -> HttpResponse:
    """Everything that is held takes its place again."""
    return _decide(request, hold_flows.let_go, _("The held mail goes now, as far as it still has a reason."))


@require_POST
def set_aside_held(request: SignedInRequest) -> HttpResponse:
    """None of it goes."""
    return _decide(request, hold_flows.set_aside, _("The held mail is set aside. None of it goes."))


def _decide(request: SignedInRequest, decide: Decision, said: str) -> HttpResponse:
    """Carry one of the two out on the hold that stands."""
    require(request.user, "notifications.end_hold", None)
    hold = Hold.objects.order_by("-pk").first()
    try:
        if hold is not None:
            decide(hold, by=request.user, at=timezone.now())
            messages.success(request, said)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("notifications:outbox")


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
    delivery = get_object_or_404(Delivery.objects.visible_to(request.user).select_related("message", "user"), pk=pk)
    context = {
        "delivery": delivery,
        "shows_body": may(request.user, "notifications.read_body", delivery),
        "is_office": may(request.user, "notifications.read_outbox"),
        "opens_people": may(request.user, "accounts.read_audit"),
        "can_retry": may(request.user, "notifications.retry_delivery", delivery)
        and delivery.status in {"failed", "uncertain"},
    }
    return render(request, "notifications/delivery.html", context)


# It has styles of its own as every mail has, and may do nothing but be read; its links open beside it.
LETTER = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "frame-ancestors": [NONE],
    "base-uri": [NONE],
    "form-action": [NONE],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}


LetterView = TypeVar("LetterView", bound=Callable[..., HttpResponse])


def as_letter(view: LetterView) -> LetterView:
    """A page that is a mail, as a mail program draws it."""
    return cast("LetterView", csp(LETTER)(view))


@as_letter
@require_safe
def letter(request: SignedInRequest, pk: int) -> HttpResponse:
    """One mail as whoever gets it sees it."""
    delivery = get_object_or_404(Delivery.objects.visible_to(request.user).select_related("message"), pk=pk)
    require(request.user, "notifications.read_body", delivery)
    return HttpResponse(delivery.html)


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
