"""What membership keeps of a person."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from centres.membership.models.access import CentreAccess
from centres.membership.models.invitation import CentreInvitation
from iqm_coe.lib.personal import Erasing, Obstacle, Subject, Told, erases, personal, stands_in_the_way

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


@stands_in_the_way
def centres_in_their_care(subject: Subject) -> Iterator[Obstacle]:
    """An adviser or assessor is followed by another."""
    for access in CentreAccess.objects.open().filter(user=subject.pk).select_related("centre").order_by("pk"):
        words = _now("Is “%(kind)s” of %(centre)s. Appoint another first.")
        yield Obstacle(
            words % {"kind": access.get_kind_display(), "centre": access.centre},
            reverse("membership:centre", args=[access.centre_id]),
        )


@erases(_("Addresses of invitations to Centres"))
def invited(erasing: Erasing) -> int:
    rows = CentreInvitation.objects.filter(erasing.subject.at("contact_email"))
    changed: int = rows.update(contact_email="")
    return changed
