"""Who speaks and reads for a school, asked when the mail goes."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from iqm_coe.accounts.enums import InvitationState
from iqm_coe.accounts.models.user import User
from iqm_coe.notifications.audiences import Receiver, as_receiver, audience, invitee, people
from schools.enums import SPEAKERS
from schools.models.invitation import RoleInvitation
from schools.models.role import SchoolRole

NAMED = 3


@audience("school_people")
def school_people(schools: list[int], kinds: list[str], only: int | None = None) -> list[Receiver]:
    """Everybody who holds one of these roles at one of these schools now; `only` narrows to one of them."""
    held = SchoolRole.objects.live().filter(school__in=schools, kind__in=kinds).order_by("pk")
    held = held if only is None else held.filter(user=only)
    parts: dict[User, list[str]] = {}
    for role in held.select_related("user", "school"):
        facts = {"role": role.get_kind_display(), "school": role.school.name}
        parts.setdefault(role.user, []).append(_("%(role)s of %(school)s") % facts)
    return [as_receiver(user, why=_("you are %s") % _told(held_by)) for user, held_by in parts.items()]


@audience("school_colleagues")
def school_colleagues(school: int, of: int) -> list[Receiver] | None:
    """Who speaks for the school now, but for the person it is about; where only they do, nobody has to read it."""
    speakers = school_people([school], list(SPEAKERS))
    others = [one for one in speakers if one.user_id != of]
    return None if speakers and not others else others


@audience("school_hand_over")
def school_hand_over(school: int, both: list[int]) -> list[Receiver]:
    """Who gave and who took over, and who speaks for the school, each once."""
    receivers = {one.user_id: one for one in (*people(both), *school_people([school], list(SPEAKERS)))}
    return list(receivers.values())


def _told(parts: list[str]) -> str:
    """The first few in words, since somebody may hold the same role at many schools."""
    return ", ".join(parts[:NAMED]) + (_(" and of more schools") if len(parts) > NAMED else "")


@audience("school_invitee")
def school_invitee(invitation: int) -> list[Receiver] | None:
    """The address invited to a role at a school."""
    return invitee(RoleInvitation.objects.all(), invitation)


@audience("school_former_invitee")
def school_former_invitee(invitation: int) -> list[Receiver] | None:
    """The address whose invitation is of no use any more; nobody where it was emptied, or was taken up after all."""
    found = RoleInvitation.objects.filter(pk=invitation).exclude(state=InvitationState.ACCEPTED).first()
    why = _("you were invited to a role at a school by this address")
    return [Receiver(found.email, why=why)] if found and found.email else None


def schools_with(schools: Iterable[int], kinds: Iterable[str]) -> set[int]:
    """Those of these schools at which somebody holds one of these roles now: one question for all."""
    held = SchoolRole.objects.live().filter(school__in=list(schools), kind__in=list(kinds))
    return set(held.values_list("school", flat=True))
