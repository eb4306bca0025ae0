"""Who reads the mail of a review, asked when it goes."""

from django.utils.translation import gettext as _

from centres.membership.enums import CentreAccessKind
from centres.membership.models.access import CentreAccess
from iqm_coe.accounts.models.user import User
from iqm_coe.notifications.audiences import Receiver, as_receiver, audience
from schools.audiences import school_people


@audience("school_and_assessor")
def school_and_assessor(centre: int, school: int, kinds: list[str]) -> list[Receiver]:
    """Whoever speaks for the school, and the Centre's assessor."""
    assessing = CentreAccess.objects.live().filter(centre=centre, kind=CentreAccessKind.ASSESSOR).values("user")
    why = _("you assess a school of the Centre")
    assessors = [as_receiver(user, why=why) for user in User.objects.filter(pk__in=assessing)]
    return [*school_people([school], kinds), *assessors]
