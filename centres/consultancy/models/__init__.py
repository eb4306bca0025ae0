"""Django looks for tables here: each noun has a file of its own."""

from centres.consultancy.models import call, ledger

__all__ = ["call", "ledger"]
