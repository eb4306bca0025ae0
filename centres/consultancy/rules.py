"""Who logs calls, corrects them, and releases the hour."""

from centres.billing.rules import handles_money
from centres.consultancy.models.call import ConsultancyCall
from centres.consultancy.models.ledger import LedgerEntry
from centres.membership.enums import CentreAccessKind
from centres.membership.models.centre import Centre
from centres.membership.querysets.access import centres_open_to
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_adviser
from iqm_coe.lib.permissions import declare


def advises(user: User, subject: Centre | CentreYear | ConsultancyCall | LedgerEntry) -> bool:
    """Is the Centre's adviser now."""
    of_year = subject.year if isinstance(subject, ConsultancyCall | LedgerEntry) else subject
    centre = of_year.centre_id if isinstance(of_year, CentreYear) else of_year.pk
    return centre in centres_open_to(user, CentreAccessKind.ADVISER)


def corrects(user: User, subject: LedgerEntry) -> bool:
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
