from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.conf import Holds, Part, Setting
from iqm_coe.lib.day_steps import days_setting
from iqm_coe.lib.letterhead import LETTERHEAD
from iqm_coe.lib.units import DAYS

PART = Part.MONEY

invoice_days = Setting(
    "INVOICE_DAYS",
    30,
    _("Days from issuing an invoice until it is due"),
    unit=DAYS,
    minimum=1,
    maximum=180,
    holds=Holds.STAMPED,
)
expected_days = Setting(
    "PAYMENT_EXPECTED_DAYS",
    60,
    _("Days from the opening of a year in which its payments are expected"),
    unit=DAYS,
    maximum=365,
)
write_off_limit = Setting(
    "WRITE_OFF_LIMIT", 500, _("Largest shortfall that finance may write off, in pounds"), maximum=10_000, is_pence=True
)
pro_rata = Setting(
    "PRO_RATA",
    True,
    _("A school that joins within the year pays for the whole months that are left"),
    holds=Holds.STAMPED,
)
payment_reminder_days = days_setting(
    "PAYMENT_REMINDER_DAYS",
    "-7, 0, 7, 14, 30",
    _("Days from the day an invoice is due on which its payment is reminded"),
)
sender_email = Setting("INVOICE_SENDER_EMAIL", "finance@iqm.example", _("Invoices: email for questions"))
vat_number = Setting("INVOICE_VAT_NUMBER", "GB 000 0000 00", _("Invoices: VAT number of the sender"))
# No account of anybody: so plainly an example that an invoice cannot be paid by it, until an administrator enters ours.
bank_name = Setting("BANK_ACCOUNT_NAME", "Inclusion Quality Mark (example)", _("Invoices: name of our bank account"))
bank_sort_code = Setting("BANK_SORT_CODE", "00-00-00", _("Invoices: sort code of our bank account"))
bank_number = Setting("BANK_ACCOUNT_NUMBER", "00000000", _("Invoices: number of our bank account"))
bank_iban = Setting("BANK_IBAN", "GB00 XXXX 0000 0000 0000 00", _("Invoices: IBAN of our bank account"))

SENDER = {
    **LETTERHEAD,
    "email": sender_email,
    "vat_number": vat_number,
    "account_name": bank_name,
    "sort_code": bank_sort_code,
    "account_number": bank_number,
    "iban": bank_iban,
}
