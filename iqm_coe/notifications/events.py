"""What the events of this room are called."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.addresses import address
from iqm_coe.lib.calling import Called, called
from iqm_coe.lib.event_words import event_words

EVENTS = event_words(
    {
        ("notifications.hold", "hold"): _("Mail was held after a restore"),
        ("notifications.hold", "let_go"): _("The mail that was held was let go"),
        ("notifications.hold", "set_aside"): _("The mail that was held was set aside"),
        ("notifications.delivery", "retry"): _("A mail was to be sent once more"),
        ("notifications.message", "look_again"): _("Who reads a letter was to be looked for again"),
        ("notifications.message", "set_aside"): _("A letter that nobody read was set aside"),
    }
)

CALLED = called(
    {
        "notifications.delivery": Called(
            named="subject", address=lambda pk: address("notifications:delivery", pk), is_private=True
        ),
        "notifications.message": Called(named="kind", address=lambda pk: address("notifications:message", pk)),
    }
)
