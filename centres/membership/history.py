"""What of this room belongs to the history of a Centre."""

from centres.membership.enums import CentreAccessKind
from centres.membership.models.access import CentreAccess
from centres.membership.models.centre import Centre
from centres.membership.models.freeze import CentreFreeze
from centres.membership.models.invitation import CentreInvitation
from centres.membership.models.membership import Membership
from iqm_coe.lib.addresses import address
from iqm_coe.lib.history import Chapter, Subject, of_a_centre

# Who pays looks in, and is nobody's adviser: their access is the office's own matter.
TOLD = (CentreAccessKind.ADVISER, CentreAccessKind.ASSESSOR)

HISTORY = of_a_centre(
    Subject(
        "membership.centre",
        Chapter.CENTRE,
        lambda user, centre: Centre.objects.visible_to(user).filter(pk=centre),
    ),
    Subject(
        "membership.centreinvitation",
        Chapter.CENTRE,
        lambda user, centre: CentreInvitation.objects.visible_to(user).filter(centre=centre),
        school="school",
        address=lambda pk: address("membership:invitation", pk),
    ),
    Subject(
        "membership.membership",
        Chapter.CENTRE,
        lambda user, centre: Membership.objects.visible_to(user).filter(centre=centre),
        school="school",
    ),
    Subject(
        "membership.centreaccess",
        Chapter.CENTRE,
        lambda user, centre: CentreAccess.objects.filter(
            centre__in=Centre.objects.visible_to(user).filter(pk=centre), kind__in=TOLD
        ),
        named="user__name",
    ),
    Subject(
        "membership.centrefreeze",
        Chapter.CENTRE,
        lambda user, centre: CentreFreeze.objects.filter(centre__in=Centre.objects.visible_to(user).filter(pk=centre)),
    ),
)
