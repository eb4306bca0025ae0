"""Who may do what with a Centre and its places; who steps in where nobody of the staff is free (R48)."""

from typing import Any

from django.db.models import QuerySet

from centres.membership.conditions.interest import centres_of_interest, people_with_interest
from centres.membership.enums import CentreState
from centres.membership.models.centre import Centre
from centres.membership.models.membership import Membership
from centres.membership.querysets.centre import centres_acted_in, centres_joined_by
from iqm_coe.accounts.enums import ADVISER, ASSESSOR, OFFICE, IqmRoleKind
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_administrator, is_staff
from iqm_coe.lib.per_request import per_request
from iqm_coe.lib.permissions import declare
from schools.enums import SchoolRoleKind
from schools.querysets import schools_acted_for
from schools.rules import speaks_for, speaks_somewhere


def centre_of(subject: Any) -> Centre:
    """The Centre a subject belongs to; a Centre belongs to itself."""
    centre: Centre = subject if isinstance(subject, Centre) else subject.centre
    return centre


def leads(user: User, subject: object) -> bool:
    """Is a coordinator of the lead school now (R9)."""
    return centre_of(subject).lead_school_id in schools_acted_for(user, SchoolRoleKind.COORDINATOR)


def coordinates(user: User, subject: object) -> bool:
    """Coordinates a school that stands in the Centre: they write what is the Centre's together (R9, R41)."""
    return centre_of(subject).pk in centres_acted_in(user, SchoolRoleKind.COORDINATOR)


def belongs(user: User, subject: object) -> bool:
    """Holds a role at a school that stands in the Centre."""
    return centre_of(subject).pk in centres_joined_by(user)


def has_interest(user: User, subject: object) -> bool:
    """The person is among those with an interest in the Centre."""
    return centre_of(subject).pk in centres_of_interest(user)


def is_free_staff(user: User, subject: object) -> bool:
    """Staff without an interest in the Centre."""
    return is_staff(user, subject) and not has_interest(user, subject)


def _holders_without_interest(subject: object, kind: str) -> QuerySet[IqmRole]:
    """Roles of this kind at IQM, of active people without an interest in the Centre."""
    live = IqmRole.objects.live().filter(kind=kind, user__is_active=True)
    return live.exclude(user__in=people_with_interest(centre_of(subject)))


def office_is_exhausted(subject: object) -> bool:
    """Nobody of the staff is left who has no interest in the Centre (R48)."""
    return not _holders_without_interest(subject, IqmRoleKind.STAFF).exists()


def emptied_the_office(user: User, subject: object) -> bool:
    """Ended a staff role since the Centre began: whoever made the office empty does not step in for it."""
    ended = IqmRole.objects.filter(kind=IqmRoleKind.STAFF, ended_by=user, ended_at__gte=centre_of(subject).started_at)
    return bool(ended.exists())


def steps_in(user: User, subject: object) -> bool:
    """An administrator, where no staff member is free; one with an interest only if no other administrator is free."""
    if not is_administrator(user, subject) or not office_is_exhausted(subject) or emptied_the_office(user, subject):
        return False
    others = _holders_without_interest(subject, IqmRoleKind.ADMINISTRATOR).exclude(user=user)
    return not has_interest(user, subject) or not others.exists()


def decides(user: User, subject: object) -> bool:
    """Free staff; where none is left, an administrator with a written reason (R48)."""
    return is_free_staff(user, subject) or steps_in(user, subject)


def abandons(user: User, subject: object) -> bool:
    """Whoever may withdraw or decline the application of a forming Centre."""
    return centre_of(subject).state == CentreState.FORMING and (leads(user, subject) or decides(user, subject))


def releases(user: User, subject: Membership) -> bool:
    """Frees the places of a Centre that has just been closed, which only its lead or a decider could do."""
    return _is_closed(subject.centre_id) and (
        leads(user, subject) or is_staff(user, subject) or is_administrator(user, subject)
    )


def _is_closed(centre: int) -> bool:
    closed = Centre.objects.filter(pk=centre, state=CentreState.CLOSED)
    return per_request(("closed", centre), closed.exists)


def leaves(user: User, subject: Membership) -> bool:
    """Whoever speaks for a school takes it out again; the lead school withdraws the application instead."""
    return speaks_for(user, subject) and subject.school_id != centre_of(subject).lead_school_id


def freezes(user: User, subject: object) -> bool:
    """An administrator without an interest in the Centre."""
    return is_administrator(user, subject) and not has_interest(user, subject)


FOLLOW_CENTRES = OFFICE | ADVISER | ASSESSOR


def sees_centres(user: User, subject: object) -> bool:
    """To whom a Centre can be shown: who follows them at IQM, and who speaks for a school."""
    return bool(FOLLOW_CENTRES & user.iqm_roles) or speaks_somewhere(user, subject)


def sees_centres_at_work(user: User, subject: object) -> bool:
    """The same of who holds a role at IQM; whoever has none stands in one or two, and has their own entries."""
    return bool(user.iqm_roles) and sees_centres(user, subject)


PERMISSIONS = declare(
    {
        "membership.start": speaks_for,
        "membership.lead": leads,
        "membership.answer_invitation": speaks_for,
        "membership.leave": leaves,
        "membership.decide_centre": decides,
        "membership.abandon_centre": abandons,
        "membership.release": releases,
        "membership.admit_school": is_staff,
        "membership.transfer_lead": is_free_staff,
        "membership.freeze": freezes,
    }
)
