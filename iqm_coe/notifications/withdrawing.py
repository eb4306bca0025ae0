"""Mails that carry what people wrote."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.withdrawing import Content, stays, withdrawable

CONTENT = withdrawable(
    {
        "notifications.Message": Content(("context",), _("its readers, and IQM in the outbox")),
        "notifications.Delivery": Content(
            ("subject", "text", "html", "last_error"),
            _("its reader, and IQM in the outbox; what was sent already lies in their mailbox"),
        ),
        "notifications.MailServer": Content(("last_error",), _("administrators")),
    }
)
STAYS = stays(
    {
        "notifications.Message.kind": "a code of the product, no words",
        "notifications.Message.audience": "a code of the product, no words",
        "notifications.Message.audience_of": "numbers, codes, and the address of somebody who signs in",
        "notifications.Message.about_type": "a code of the product, no words",
        "notifications.Delivery.address": "an address: erased with its person",
        "notifications.Delivery.mail_id": "a code of the product, no words",
        "notifications.Reminder": "a code of the product, no words",
    }
)
