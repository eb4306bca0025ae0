from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.addresses import address
from iqm_coe.lib.calling import Called, called
from iqm_coe.lib.event_words import event_words

EVENTS = event_words(
    {
        ("billing.feeband", "set"): _("A fee was set"),
        ("billing.feeband", "withdraw"): _("A fee that was not in force yet was withdrawn"),
        ("billing.vatrate", "set"): _("A rate of VAT was set"),
        ("billing.vatrate", "withdraw"): _("A rate of VAT that was not in force yet was withdrawn"),
        ("billing.payer", "add"): _("A payer was added"),
        ("billing.charge", "raise"): _("An annual payment was raised"),
        ("billing.charge", "price"): _("An annual payment was priced"),
        ("billing.charge", "invoice"): _("An annual payment was invoiced"),
        ("billing.charge", "waive"): _("An annual payment was waived"),
        ("billing.invoiceline", "remind"): _("The school was reminded by hand"),
        ("billing.invoice", "issue"): _("Invoice issued"),
        ("billing.payment", "record"): _("Payment recorded"),
        ("billing.payment", "allocate"): _("A payment was used for a line"),
        ("billing.payment", "take_back"): _("A payment was taken back from a line"),
        ("billing.invoiceline", "write_off"): _("A small rest was written off"),
    }
)
CALLED = called(
    {"billing.invoice": Called(named="number", address=lambda pk: address("billing:invoice", pk))},
)
