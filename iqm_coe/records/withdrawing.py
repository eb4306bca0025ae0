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
        "records.Export": "how far it is; its file goes after a week",
        "records.ExportFile": "goes after a week, and with every withdrawal",
        "records.Erasure": "a pseudonym, and numbers by kind",
        "records.Certificate": "made by the product: a pseudonym, and numbers by kind",
        "records.WithdrawnPlace": "names of tables and hashes",
        "records.Clearing": "numbers by table",
        "records.OpenedRow": "names of tables and columns, always empty when anybody looks",
    }
)
