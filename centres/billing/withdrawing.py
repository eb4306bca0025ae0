"""What is written beside money; documents of account stay."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.withdrawing import Content, stays, withdrawable

CONTENT = withdrawable(
    {
        "billing.WriteOff": Content(("reason",), _("finance and IQM"), for_iqm=True),
        "billing.Allocation": Content(("reason",), _("finance and IQM"), for_iqm=True),
    }
)
STAYS = stays(
    {
        "billing.Payer": "whom an invoice names: kept for the accounts, changed by finance",
        "billing.Charge.reference": "a purchase order: kept for the accounts",
        "billing.Invoice": "a document of account, kept by law",
        "billing.InvoiceLine": "a document of account, kept by law",
        "billing.Payment": "a line of the bank, kept by law",
    }
)
