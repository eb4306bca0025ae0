"""What somebody has at a school, and which of it goes to a successor in one act (R5u)."""

import hashlib

from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.leaving import Passing, left_at_school
from iqm_coe.lib.permissions import may
from iqm_coe.lib.templatetags.words import long_date
from schools.enums import HEADS, IN_PLACE_OF_A_HEAD, SchoolRoleKind
from schools.models.role import SchoolRole
from schools.models.school import School

# By weight. The first that goes is the one an invitation names, and nothing that weighs more goes with it.
IN_ORDER = sorted(SchoolRoleKind, key=lambda kind: kind != SchoolRoleKind.HEADTEACHER)


def roles_of(school: School, leaver: User, *, lock: bool = False) -> list[SchoolRole]:
    """What they hold there now, the weightiest first."""
    rows = SchoolRole.objects.held_by(leaver).filter(school=school).select_related("school", "user")
    rows = rows.select_for_update(of=("self",)) if lock else rows
    return sorted(rows, key=lambda role: IN_ORDER.index(SchoolRoleKind(role.kind)))


def weighs_no_more(role: SchoolRole, kind: SchoolRoleKind | None) -> bool:
    """Whether the role is of this kind or of a lighter one; without a kind each is."""
    return kind is None or IN_ORDER.index(SchoolRoleKind(role.kind)) >= IN_ORDER.index(kind)


def why_not(role: SchoolRole, by: User) -> str:
    """Why this role does not go by an act of this person; empty: it goes."""
    if role.kind in IN_PLACE_OF_A_HEAD:
        return _("Stays: a headteacher or the IQM office names who acts for a head, with the authority for it.")
    if may(by, "schools.give_role", role):
        return ""
    if role.kind in HEADS:
        return _("Stays: a headteacher or the IQM office names the head.")
    return _("Stays: a coordinator or a head of the school gives this role.")


def going(school: School, leaver: User, *, by: User, lock: bool = False) -> list[SchoolRole]:
    """The roles that go, by an act of this person."""
    return [role for role in roles_of(school, leaver, lock=lock) if not why_not(role, by)]


def passing(school: School, leaver: User, *, by: User) -> list[Passing]:
    """Line by line what goes to the successor, and what stays and why."""
    roles = [Passing(_said(role), why_not(role, by)) for role in roles_of(school, leaver)]
    return [*roles, *left_at_school(leaver, school.pk, by)]


def _said(role: SchoolRole) -> str:
    words = _("The role “%s”") % role.said
    if role.until is None:
        return words
    return _("%(role)s, until %(day)s") % {"role": words, "day": long_date(role.until)}


def fingerprint_of(lines: list[Passing]) -> str:
    """What was shown, so that nothing else is done."""
    told = "\n".join(f"{line.words}|{line.why_not}" for line in lines)
    return hashlib.sha256(told.encode()).hexdigest()
