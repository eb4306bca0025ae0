"""Who writes: IQM as every document names it, set by an administrator and stamped on the document when it is issued."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.conf import Setting

# The first two are kept under the names that they had when only invoices named the sender.
name = Setting("INVOICE_SENDER", "Inclusion Quality Mark (example)", _("Documents: name of the sender"))
address = Setting(
    "INVOICE_SENDER_ADDRESS", "1 Example Street, Exampleton, EX1 1EX", _("Documents: address of the sender")
)
email = Setting("DOCUMENT_SENDER_EMAIL", "office@iqm.example", _("Documents: email address of the sender"))
telephone = Setting("DOCUMENT_SENDER_TELEPHONE", "020 7946 0000", _("Documents: telephone of the sender"))

LETTERHEAD = {"name": name, "address": address, "email": email, "telephone": telephone}
