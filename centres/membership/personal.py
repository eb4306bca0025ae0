"""What membership keeps of a person."""

from django.utils.translation import gettext_lazy as _

from centres.membership.models.invitation import CentreInvitation
from iqm_coe.lib.personal import Erasing, Told, erases, personal

PERSONAL = personal(
    {
        "membership.Centre": Told(acted=("started_by",), where=("name",)),
        "membership.CentreAccess": Told(own=("user",), acted=("given_by",), where=("centre__name",)),
        "membership.CentreFreeze": Told(acted=("begun_by", "ended_by"), where=("centre__name",)),
        "membership.CentreInvitation": Told(
            acted=("invited_by", "answered_by"),
            where=("centre__name", "school__name"),
            found=lambda subject: subject.at("contact_email"),
        ),
    }
)


@erases(_("Addresses of invitations to Centres"))
def invited(erasing: Erasing) -> int:
    rows = CentreInvitation.objects.filter(erasing.subject.at("contact_email"))
    changed: int = rows.update(contact_email="")
    return changed
