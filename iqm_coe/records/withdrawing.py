"""The reasons that administrators give here."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.withdrawing import Content, stays, withdrawable

CONTENT = withdrawable(
    {
        "records.Withdrawal": Content(("reason",), _("administrators")),
        "records.Hold": Content(("reason", "ended_reason"), _("administrators")),
    }
)
STAYS = stays(
    {
        "records.Hold.subject_type": "a code of the product, no words",
        "records.WithdrawnPlace": "names of tables and hashes",
    }
)
