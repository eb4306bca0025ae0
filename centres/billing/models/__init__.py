"""Django looks for tables here: each noun has a file of its own."""

from centres.billing.models import charge, fee, invoice, payer, payment

__all__ = ["charge", "fee", "invoice", "payer", "payment"]
