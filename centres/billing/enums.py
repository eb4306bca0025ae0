from datetime import date
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.status import StatusChoices


class ChargeState(StatusChoices):
    TO_PRICE = "to_price", "attention", _("To be priced")
    OPEN = "open", "info", _("To be invoiced")
    INVOICED = "invoiced", "waiting", _("Invoiced")
    WAIVED = "waived", "neutral", _("Waived")


class ChargeStanding(StatusChoices):
    """How a school's annual payment stands on a day: computed from its rows, never stored."""

    TO_PRICE = "to_price", "attention", _("To be priced")
    OPEN = "open", "info", _("To be invoiced")
    DUE = "due", "waiting", _("Invoiced")
    PART_PAID = "part_paid", "waiting", _("Part paid")
    LATE = "late", "bad", _("Late")
    PAID = "paid", "good", _("Paid")
    WAIVED = "waived", "neutral", _("Waived")

    @classmethod
    def of(cls, gross: Decimal, outstanding: Decimal, due_on: date, on: date) -> "ChargeStanding":
        """How something invoiced, of which so much is open, stands on a day: late from the day after it was due."""
        if not outstanding:
            return cls.PAID
        if on > due_on:
            return cls.LATE
        return cls.PART_PAID if outstanding < gross else cls.DUE


class SharedStanding(StatusChoices):
    """What the schools of a Centre tell each other of their annual payments, since they share the hour (R30, R44)."""

    PAID = "paid", "good", _("Paid")
    NOT_PAID = "not_paid", "waiting", _("Not paid yet")


class PayerKind(TextChoices):
    SCHOOL = "school", _("School")
    TRUST = "trust", _("Trust")
    LOCAL_AUTHORITY = "local_authority", _("Local authority")
    PARTNERSHIP = "partnership", _("Partnership")
