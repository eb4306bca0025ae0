"""Who may do what for a school."""

from typing import Any

from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_office, is_staff
from iqm_coe.lib.permissions import anyone_of, declare
from schools.enums import HEADS, SchoolRoleKind
from schools.models.role import SchoolRole
from schools.models.school import School
from schools.querysets import reads_every_school, schools_of


def school_of(subject: Any) -> int:
    """The number of the school a subject belongs to; a school belongs to itself."""
    school: int = subject.pk if isinstance(subject, School) else subject.school_id
    return school


def holds_role(user: User, subject: object) -> bool:
    """Holds any role at the school now."""
    return school_of(subject) in schools_of(user)


def coordinates(user: User, subject: object) -> bool:
    """Is a coordinator of the school now."""
    return school_of(subject) in schools_of(user, SchoolRoleKind.COORDINATOR)


def heads(user: User, subject: object) -> bool:
    """Is the school's headteacher, or the delegate on record, now."""
    return school_of(subject) in schools_of(user, *HEADS)


def is_of_a_school(user: User, subject: object) -> bool:
    """Holds a role at some school now."""
    return bool(schools_of(user))


def coordinates_somewhere(user: User, subject: object) -> bool:
    """Is a coordinator of some school now."""
    return bool(schools_of(user, SchoolRoleKind.COORDINATOR))


def heads_somewhere(user: User, subject: object) -> bool:
    """Is the head, or the delegate on record, of some school now."""
    return bool(schools_of(user, *HEADS))


def sees(user: User, subject: object) -> bool:
    """Sees the school: the instance form of School.visible_to."""
    return reads_every_school(user) or holds_role(user, subject)


def is_own_role(user: User, subject: object) -> bool:
    """The role is the person's own: anybody may leave."""
    return bool(getattr(subject, "user_id", None) == user.pk)


def hands_over(user: User, subject: SchoolRole) -> bool:
    """A coordinator hands their own role over."""
    return is_own_role(user, subject) and subject.kind == SchoolRoleKind.COORDINATOR


speaks_for = anyone_of(coordinates, heads)
speaks_somewhere = anyone_of(coordinates_somewhere, heads_somewhere)
manages_people = anyone_of(coordinates, heads, is_staff)

PERMISSIONS = declare(
    {
        "schools.see": sees,
        "schools.speak_for": speaks_for,
        "schools.manage_people": manages_people,
        "schools.withdraw_invitation": manages_people,
        "schools.end_role": anyone_of(manages_people, is_own_role),
        "schools.hand_over": hands_over,
        "schools.give_title": manages_people,
        "schools.record_award": is_staff,
        "schools.read_register": is_office,
        "schools.add_school": is_staff,
    }
)
