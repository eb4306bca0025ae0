"""What notifications adds to the programme page."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.tiles import Tile, tile
from iqm_coe.notifications.enums import DeliveryStatus
from iqm_coe.notifications.models.outbox import Delivery, Message
from iqm_coe.notifications.querysets import STATUS_FILTERS


@tile("programme", order=80)
def mail_that_did_not_go(user: User, on: date) -> Tile:
    """Failed, uncertain, never addressed, or with nobody to read it."""
    undelivered = STATUS_FILTERS[DeliveryStatus.FAILED] | STATUS_FILTERS[DeliveryStatus.UNCERTAIN]
    rows = (Delivery.objects.filter(undelivered), Message.objects.without_reader())
    return Tile(_("Mail that did not go, or may not have"), rows, reverse("notifications:outbox"))
