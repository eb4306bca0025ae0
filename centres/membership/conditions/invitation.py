"""Whether a school may be asked to join a Centre, or join it, now (R8)."""

from centres.membership import signals
from centres.membership.models.centre import Centre
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.permissions import may


def objection(centre: Centre) -> str:
    """The sentence that stands against it; empty when nothing does."""
    answers = signals.school_may_come.send(sender=Centre, centre=centre)
    return next((sentence for _receiver, sentence in answers if sentence), "")


def can_invite(centre: Centre, user: User) -> bool:
    """Whether this person may ask a school now."""
    return may(user, "membership.lead", centre) and not objection(centre)
