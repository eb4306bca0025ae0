"""Who writes, agrees, sends and decides an application."""

from centres.application.models.agreement import Agreement
from centres.membership.conditions.interest import Interest, counts_as_interest
from centres.membership.rules import coordinates, decides, is_free_staff, leads
from iqm_coe.accounts.rules import is_office
from iqm_coe.lib.permissions import declare
from schools.rules import heads


@counts_as_interest("centre")
def agreed_for_a_school() -> Interest:
    """Whoever gave an agreement for a school of it, also for one that has left since."""
    return Interest(Agreement.objects.all(), "membership__centre", "given_by")


PERMISSIONS = declare(
    {
        "application.write_application": coordinates,
        "application.send_application": leads,
        "application.agree": heads,
        "application.decide": decides,
        "application.request_changes": is_free_staff,
        "application.list_applications": is_office,
    }
)
