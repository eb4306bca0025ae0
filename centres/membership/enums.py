from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.status import StatusChoices


class CentreState(StatusChoices):
    FORMING = "forming", "info", _("Forming")
    ACTIVE = "active", "good", _("Active")
    CLOSED = "closed", "neutral", _("Closed")


class MembershipState(StatusChoices):
    JOINING = "joining", "info", _("Joining")
    AWAITING = "awaiting", "waiting", _("Awaiting award")
    LIVE = "live", "good", _("Member")
    ENDED = "ended", "neutral", _("Ended")
    RELEASED = "released", "neutral", _("Closed with the Centre")


class CentreInvitationState(StatusChoices):
    OPEN = "open", "waiting", _("Invited")
    ACCEPTED = "accepted", "good", _("Said yes")
    DECLINED = "declined", "bad", _("Said no")
    WITHDRAWN = "withdrawn", "neutral", _("Withdrawn")
    LAPSED = "lapsed", "neutral", _("Lapsed")


class CentreAccessKind(TextChoices):
    ADVISER = "adviser", _("Adviser")
    ASSESSOR = "assessor", _("Assessor")
    PAYER = "payer", _("Payer")


class EligibilityReason(TextChoices):
    """Why a school cannot yet be counted on a day."""

    NO_AWARD = "no_award", _("no award of a kind that qualifies is on record")
    ENDED = "ended", _("its award has ended")
    NOT_YET = "not_yet", _("its award has not begun yet")
    CLOSED = "closed", _("the school is closed")


def in_words(reasons: Iterable[EligibilityReason]) -> str:
    """A standing in words: current, or every reason why it is not counted."""
    told = "; ".join(str(reason.label) for reason in reasons)
    return told.capitalize() if told else _now("Current award")
