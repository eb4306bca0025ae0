"""Who logs calls, corrects them, and releases the hour."""

from typing import Any

from centres.billing.rules import handles_money
from centres.membership.enums import CentreAccessKind
from centres.membership.models.centre import Centre
from centres.membership.querysets.access import centres_open_to
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_adviser
from iqm_coe.lib.permissions import declare


def advises(user: User, subject: Any) -> bool:
    """Is the Centre's adviser now."""
    centre = subject if isinstance(subject, Centre) else getattr(subject, "year", subject).centre
    return centre.pk in centres_open_to(user, CentreAccessKind.ADVISER)


def corrects(user: User, subject: Any) -> bool:
    """The Centre's adviser takes a mistake back; where they cannot, finance does."""
    return advises(user, subject) or handles_money(user, subject.year)


PERMISSIONS = declare(
    {
        "consultancy.release_hour": handles_money,
        "consultancy.see_my_centres": is_adviser,
        "consultancy.log_call": advises,
        "consultancy.correct_entry": corrects,
    }
)
