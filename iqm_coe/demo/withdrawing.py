"""The demonstration keeps its mails as a mail server would."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.withdrawing import Content, stays, withdrawable

CONTENT = withdrawable(
    {
        "demo.DemoMail": Content(("subject", "text", "html"), _("everybody at the demonstration")),
    }
)
STAYS = stays(
    {
        "demo.DemoMail.address": "invented",
    }
)
