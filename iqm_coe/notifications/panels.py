"""What notifications adds to the programme page."""

from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_administrator
from iqm_coe.lib.addresses import address
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.panels import Panel, panel
from iqm_coe.lib.tiles import Tile, tile
from iqm_coe.lib.waiting import Waits, waiting
from iqm_coe.notifications import selectors
from iqm_coe.notifications.enums import DeliveryStatus
from iqm_coe.notifications.models.outbox import Delivery, Message
from iqm_coe.notifications.querysets import STATUS_FILTERS

UNDELIVERED = STATUS_FILTERS[DeliveryStatus.FAILED] | STATUS_FILTERS[DeliveryStatus.UNCERTAIN]


@tile("programme", order=80)
def mail_that_did_not_go(user: User, on: date) -> Tile:
    """Failed, uncertain, never addressed, or with nobody to read it."""
    label, url = _("Mail that did not go, or may not have"), f"{address('notifications:outbox')}?status=not_gone"
    if not _not_delivered() and not _not_read():  # mostly; who sees which of them is a long question
        return Tile(label, 0, url)
    deliveries, letters = Delivery.objects.filter(UNDELIVERED), Message.objects.without_reader()
    return Tile(label, lambda: (deliveries.visible_to(user), letters.visible_to(user)), url)


@kept()
def _not_delivered() -> QuerySet[Delivery, int]:
    """Whether there is any."""
    return Delivery.objects.filter(UNDELIVERED).order_by().values_list("pk", flat=True)[:1]


@kept()
def _not_read() -> QuerySet[Message, int]:
    return Message.objects.without_reader().order_by().values_list("pk", flat=True)[:1]


@waiting("letters", gettext_lazy("Letters to be sent"))
def letters_that_wait(at: datetime) -> tuple[Waits, ...]:
    """Written and not gone, also while the server takes none; what an operator has to mend is counted elsewhere."""
    queued = Delivery.objects.in_status(DeliveryStatus.QUEUED)
    return Waits(Message.objects.unaddressed(at), "created_at"), Waits(queued, "created_at")


@panel("programme", order=0)
def mail_held_since_a_restore(user: User, subject: object, on: date) -> Panel | None:
    """Before everything else, for whoever has to decide about it."""
    banner = selectors.held_banner(user) if is_administrator(user, None) else None
    return Panel("notifications/_held_banner.html", banner) if banner else None
