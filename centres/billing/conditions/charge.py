"""When an annual payment counts as settled, and what of it is still open: here and nowhere else (R30, R32).

The rule has two forms, of a query and of a row, which a test holds together. Both read the account of a line.
"""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.db.models.expressions import Combinable

from centres.billing.enums import ChargeState

if TYPE_CHECKING:  # the rows' own queries ask here, so the tables are named for the type checker alone
    from centres.billing.models.charge import Charge
    from centres.billing.models.invoice import LineAccount


def outstanding_of(account: str) -> Combinable:
    """What is still to be paid, in a query whose rows reach the account of a line by this path."""
    return F(f"{account}__gross") - F(f"{account}__paid") - F(f"{account}__written_off")


def line_is_settled(account: str) -> Q:
    """Paid in full, or a small rest written off."""
    return Q(**{f"{account}__gross": F(f"{account}__paid") + F(f"{account}__written_off")})


def charge_is_settled(charge: str = "") -> Q:
    """Settled on its line, or waived; `charge` is the path to the charge, empty where the rows are charges."""
    path = f"{charge}__" if charge else ""
    return line_is_settled(f"{path}line__account") | Q(**{f"{path}state": ChargeState.WAIVED})


def outstanding(account: "LineAccount") -> Decimal:
    """What is still to be paid on a line."""
    return account.gross - account.paid - account.written_off


def is_settled(charge: "Charge") -> bool:
    """The form of a row: reads the charge with its line and account."""
    if charge.state == ChargeState.INVOICED:
        return not outstanding(charge.line.account)
    return charge.state == ChargeState.WAIVED
