"""Who may do what for a school."""

from typing import Any

from iqm_coe.accounts.rules import is_administrator, is_staff
from iqm_coe.lib.permissions import anyone_of, declare
from schools.enums import HEADS, SchoolRoleKind
from schools.models import SchoolRole
from schools.querysets import reads_every_school


def school_of(subject: Any) -> Any:
    """The school a subject belongs to; a school belongs to itself."""
    return getattr(subject, "school", subject)


def holds_role(user: Any, subject: Any) -> bool:
    """Holds any role at the school now."""
    return bool(SchoolRole.objects.held_by(user).filter(school=school_of(subject)).exists())


def coordinates(user: Any, subject: Any) -> bool:
    """Is a coordinator of the school now."""
    held = SchoolRole.objects.held_by(user, SchoolRoleKind.COORDINATOR)
    return bool(held.filter(school=school_of(subject)).exists())


def heads(user: Any, subject: Any) -> bool:
    """Is the school's headteacher, or the delegate on record, now."""
    return bool(SchoolRole.objects.held_by(user, *HEADS).filter(school=school_of(subject)).exists())


def sees(user: Any, subject: Any) -> bool:
    """Sees the school: the instance form of School.visible_to."""
    return reads_every_school(user) or holds_role(user, subject)


def is_own_role(user: Any, subject: Any) -> bool:
    """The role is the person's own: anybody may leave."""
    return bool(getattr(subject, "user_id", None) == user.pk)


def hands_over(user: Any, subject: Any) -> bool:
    """A coordinator hands their own role over."""
    return is_own_role(user, subject) and subject.kind == SchoolRoleKind.COORDINATOR


speaks_for = anyone_of(coordinates, heads)
manages_people = anyone_of(coordinates, heads, is_staff)

PERMISSIONS = declare(
    {
        "schools.see": sees,
        "schools.speak_for": speaks_for,
        "schools.manage_people": manages_people,
        "schools.withdraw_invitation": manages_people,
        "schools.end_role": anyone_of(manages_people, is_own_role),
        "schools.hand_over": hands_over,
        "schools.record_award": is_staff,
        "schools.read_register": anyone_of(is_staff, is_administrator),
        "schools.add_school": is_staff,
    }
)
