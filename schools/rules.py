"""Who may do what for a school."""

from typing import Any

from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import has_proved_address, is_administrator, is_office, is_staff
from iqm_coe.lib.permissions import anyone_of, declare, is_writing
from schools.enums import HEADS, SPEAKERS, SchoolRoleKind
from schools.holding import is_held
from schools.models.invitation import RoleInvitation
from schools.models.joining import Joining
from schools.models.role import SchoolRole
from schools.models.school import School
from schools.querysets import ever_schools_of, reads_every_school, schools_acted_for, schools_of, stopped_schools_of


def school_of(subject: Any) -> int:
    """The number of the school a subject belongs to; a school belongs to itself."""
    school: int = subject.pk if isinstance(subject, School) else subject.school_id
    return school


def holds_role(user: User, subject: object) -> bool:
    """Holds any role at the school now."""
    return school_of(subject) in schools_of(user)


def coordinates(user: User, subject: object) -> bool:
    """Is a coordinator of the school now."""
    return school_of(subject) in schools_acted_for(user, SchoolRoleKind.COORDINATOR)


def heads(user: User, subject: object) -> bool:
    """Is the school's headteacher, or acts in the place of one, now."""
    return school_of(subject) in schools_acted_for(user, *HEADS)


def is_headteacher(user: User, subject: object) -> bool:
    """Is the school's headteacher now; who acts in their place names nobody who stands beside or above them."""
    return school_of(subject) in schools_acted_for(user, SchoolRoleKind.HEADTEACHER)


def is_office_without_role(user: User, subject: object) -> bool:
    """Of the office, and never held a role at the school: nobody looks at what they may have caused there (R48)."""
    return is_office(user, subject) and school_of(subject) not in ever_schools_of(user)


def is_of_a_school(user: User, subject: object) -> bool:
    """Holds a role at some school now."""
    return bool(schools_of(user))


def is_of_schools_alone(user: User, subject: object) -> bool:
    """Holds a role at some school now, and none at IQM."""
    return not user.iqm_roles and is_of_a_school(user, subject)


def speaks_for_schools_alone(user: User, subject: object) -> bool:
    """Speaks for some school now, and holds no role at IQM."""
    return not user.iqm_roles and bool(schools_of(user, *SPEAKERS))


def pays_for_schools_alone(user: User, subject: object) -> bool:
    """Speaks or pays for some school now, and holds no role at IQM."""
    return not user.iqm_roles and bool(schools_of(user, *SPEAKERS, SchoolRoleKind.FINANCE))


def writes_for_schools_alone(user: User, subject: object) -> bool:
    """Speaks for some school now, or writes what is given to them there, and holds no role at IQM."""
    return not user.iqm_roles and bool(schools_of(user, *SPEAKERS, SchoolRoleKind.CONTRIBUTOR))


def coordinates_somewhere(user: User, subject: object) -> bool:
    """Is a coordinator of some school now."""
    return bool(schools_of(user, SchoolRoleKind.COORDINATOR))


def heads_somewhere(user: User, subject: object) -> bool:
    """Is the head of some school, or acts in the place of one, now."""
    return bool(schools_of(user, *HEADS))


def sees(user: User, subject: object) -> bool:
    """Sees the school: the instance form of School.visible_to."""
    return reads_every_school(user) or holds_role(user, subject)


def sees_role(user: User, subject: SchoolRole) -> bool:
    """The instance form of SchoolRole.visible_to."""
    is_own = is_own_role(user, subject) and is_held(subject.ended_at, subject.until)
    return reads_every_school(user) or speaks_for(user, subject) or is_own


def is_own_role(user: User, subject: object) -> bool:
    """The role, or the request for one, is the person's own: anybody may leave, or take it back."""
    return bool(getattr(subject, "user_id", None) == user.pk)


def hands_over(user: User, subject: SchoolRole) -> bool:
    """A coordinator hands their own role over, unless the writing of the school is stopped."""
    return subject.kind == SchoolRoleKind.COORDINATOR and leaves_here(user, subject)


def leaves_here(user: User, subject: SchoolRole) -> bool:
    """The role is their own, unless the writing of the school is stopped: they hand over all that they have there."""
    return is_own_role(user, subject) and not (is_writing() and subject.school_id in stopped_schools_of(user))


speaks_for = anyone_of(coordinates, heads)
speaks_somewhere = anyone_of(coordinates_somewhere, heads_somewhere)
manages_people = anyone_of(coordinates, heads, is_staff)

names_heads = anyone_of(is_headteacher, is_staff)


def gives_role(user: User, subject: SchoolRole | RoleInvitation) -> bool:
    """Gives and ends a role of this kind at this school: those at its head are for a head or staff alone (R5m)."""
    return (names_heads if subject.kind in HEADS else manages_people)(user, subject)


def sets_end(user: User, subject: SchoolRole) -> bool:
    """Says until which day somebody else holds a role that this person gives; nobody prolongs their own (R48)."""
    return gives_role(user, subject) and not is_own_role(user, subject)


def kinds_given_by(user: User, school: School) -> list[SchoolRoleKind]:
    """The kinds of role that this person gives at the school: what a form offers."""
    return [kind for kind in SchoolRoleKind if gives_role(user, SchoolRole(school=school, kind=kind))]


def decides_joining(user: User, subject: Joining) -> bool:
    """Lets somebody in who asked: whoever manages the people there, of a head staff alone; nobody themselves (R5j)."""
    return not is_own_role(user, subject) and (is_staff if subject.kind in HEADS else manages_people)(user, subject)


def freezes(user: User, subject: object) -> bool:
    """An administrator without a role at the school, now or before (R48)."""
    return is_administrator(user, subject) and school_of(subject) not in ever_schools_of(user)


PERMISSIONS = declare(
    {
        "schools.see": sees,
        "schools.see_role": sees_role,
        "schools.speak_for": speaks_for,
        "schools.manage_people": manages_people,
        "schools.name_head": names_heads,
        "schools.give_role": gives_role,
        "schools.withdraw_invitation": gives_role,
        "schools.set_end": sets_end,
        "schools.end_role": anyone_of(gives_role, is_own_role),
        "schools.look_at_heads": is_office_without_role,
        "schools.hand_over": hands_over,
        "schools.pass_on": anyone_of(leaves_here, manages_people),
        "schools.ask_to_join": has_proved_address,
        "schools.decide_joining": decides_joining,
        "schools.withdraw_joining": is_own_role,
        "schools.give_title": manages_people,
        "schools.record_award": is_staff,
        "schools.read_register": is_office,
        "schools.add_school": is_staff,
        "schools.freeze": freezes,
    },
    reading={"schools.see", "schools.see_role", "schools.read_register"},
)
