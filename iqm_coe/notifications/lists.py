"""The lists of this room."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.lists.columns import Count, Instant, Title, Words
from iqm_coe.lib.lists.states import Told
from iqm_coe.lib.lists.table import ListTable
from iqm_coe.notifications.enums import DeliveryStatus
from iqm_coe.notifications.filters import STATUS, DeliveryFilter


class Deliveries(ListTable):
    route = "notifications:outbox"
    permission = "notifications.read_outbox"
    title = _("Outbox")
    lead = _(
        "Every mail of the programme and how it stands. Nothing waits for mail: what cannot be sent now goes later."
    )
    caption = _("Mails, newest first")
    empty = _("No such mail")
    empty_text = _("A mail stands here as soon as it is known who reads it.")
    filters = DeliveryFilter

    subject = Title(_("Subject"), "subject", to="notifications:delivery", sort="subject")
    address = Words(_("To"), "address", sort="address")
    status = Told(_("Status"), DeliveryStatus, STATUS)
    written = Instant(_("Written"), "message.created_at", sort="pk")
    tries = Count(_("Tries"), "attempts", sort="attempts")
