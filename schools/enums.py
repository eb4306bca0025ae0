"""The closed lists of the schools app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.status import StatusChoices


class Scheme(TextChoices):
    """Where an identifier comes from; never guessed from its value, since four of them are seven digits long (R3)."""

    URN = "GB-EDU", _("URN (England and Wales)")
    LAESTAB = "GB-LAESTAB", _("LAESTAB (England)")
    UKPRN = "GB-UKPRN", _("UKPRN")
    WALES = "GB-WALEDU", _("School number (Wales)")
    SCOTLAND = "GB-SCOTEDU", _("SEED code (Scotland)")
    NORTHERN_IRELAND = "GB-NIEDU", _("Reference number (Northern Ireland)")


class SchoolStatus(TextChoices):
    OPEN = "open", _("Open")
    CLOSING = "closing", _("Open, proposed to close")
    CLOSED = "closed", _("Closed")
    PROPOSED = "proposed", _("Proposed to open")


class AwardKind(TextChoices):
    INCLUSIVE_SCHOOL = "inclusive_school", _("Inclusive School Award")
    INTERNATIONAL = "international", _("International Inclusive School")
    FLAGSHIP = "flagship", _("Flagship School")


class SchoolRoleKind(TextChoices):
    COORDINATOR = "coordinator", _("Coordinator")
    HEADTEACHER = "headteacher", _("Headteacher")
    DELEGATE = "delegate", _("Headteacher's delegate")
    ACTING = "acting_head", _("Acting headteacher")
    CONTRIBUTOR = "contributor", _("Contributor")
    FINANCE = "finance", _("Finance contact")


class HeadChangeKind(TextChoices):
    BEGUN = "begun", _("Begun")
    ENDED = "ended", _("Ended")
    MOVED = "moved", _("Last day moved")


class JoiningState(StatusChoices):
    ASKED = "asked", "waiting", _("Waits for an answer")
    ACCEPTED = "accepted", "good", _("Accepted")
    DECLINED = "declined", "bad", _("Declined")
    WITHDRAWN = "withdrawn", "neutral", _("Taken back")
    LAPSED = "lapsed", "neutral", _("Lapsed")


HEADS = (SchoolRoleKind.HEADTEACHER, SchoolRoleKind.DELEGATE, SchoolRoleKind.ACTING)
# Who acts in the place of a head does so with an authority that is on record, and names no heads.
IN_PLACE_OF_A_HEAD = (SchoolRoleKind.DELEGATE, SchoolRoleKind.ACTING)
# Who speaks for a school: answers for it, reads what is the Centre's, gets its mail.
SPEAKERS = (SchoolRoleKind.COORDINATOR, *HEADS)
# What somebody may ask for; who acts in the place of a head is named and does not ask.
ASKED_FOR = (
    SchoolRoleKind.COORDINATOR,
    SchoolRoleKind.HEADTEACHER,
    SchoolRoleKind.CONTRIBUTOR,
    SchoolRoleKind.FINANCE,
)


class AwardStanding(StatusChoices):
    """How an award stands on a day: computed, never stored."""

    CURRENT = "current", "good", _("Current")
    ENDED = "ended", "neutral", _("Ended")
    NOT_YET = "not_yet", "info", _("Not yet begun")
    WITHDRAWN = "withdrawn", "bad", _("Withdrawn")


class FreezeState(StatusChoices):
    STANDING = "standing", "bad", _("Writing is stopped")
    LIFTED = "lifted", "neutral", _("Lifted")
