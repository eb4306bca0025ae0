"""Who writes, agrees, sends and decides an application."""

from centres.application.models.agreement import Agreement
from centres.membership.conditions.interest import Interest, counts_as_interest
from centres.membership.querysets.centre import centres_joined_by
from centres.membership.rules import centre_of, decides, is_free_staff, leads
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_office
from iqm_coe.lib.permissions import declare
from schools.enums import SchoolRoleKind
from schools.rules import heads, speaks_for


def writes(user: User, subject: object) -> bool:
    """Coordinates a school that stands in the Centre: they write the application together."""
    return centre_of(subject).pk in centres_joined_by(user, SchoolRoleKind.COORDINATOR)


@counts_as_interest("centre")
def agreed_for_a_school() -> Interest:
    """Whoever gave an agreement for a school of it, also for one that has left since."""
    return Interest(Agreement.objects.all(), "membership__centre", "given_by")


PERMISSIONS = declare(
    {
        "application.start": speaks_for,
        "application.write_application": writes,
        "application.send_application": leads,
        "application.agree": heads,
        "application.decide": decides,
        "application.request_changes": is_free_staff,
        "application.list_applications": is_office,
    }
)
