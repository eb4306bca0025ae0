"""The schools that a Centre may ask, with what decides about each, and what they are asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from centres.membership.models.invitation import CentreInvitation
from centres.membership.models.membership import Membership
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.names import in_order
from iqm_coe.lib.permissions import may
from iqm_coe.lib.undertakings import Undertaking, asked_of
from schools import conf as schools_conf
from schools.audiences import schools_with
from schools.enums import SPEAKERS
from schools.models.award import Award
from schools.models.school import School

MOST_FOUND = 20


@dataclass(frozen=True)
class Candidate:
    """A school as the lead school finds it; `award` counts for a Centre and is current."""

    school: School
    award: Award | None
    is_in_a_centre: bool
    has_people: bool


def candidates(words: str, *, on: date) -> list[Candidate]:
    """The first few that the words find, in as many questions however many they are."""
    found = list(School.objects.open().matching(words).for_list()[:MOST_FOUND])
    keys = [school.pk for school in found]
    kinds = schools_conf.qualifying_kinds.get()
    awards = Award.objects.current(on).filter(school__in=keys, kind__in=kinds).order_by("valid_until", "pk")
    last = {award.school_id: award for award in awards}
    placed = set(Membership.objects.belonging().filter(school__in=keys).values_list("school", flat=True))
    peopled = schools_with(keys, SPEAKERS)
    return [Candidate(one, last.get(one.pk), one.pk in placed, one.pk in peopled) for one in found]


@dataclass(frozen=True)
class Asked:
    """An open invitation that somebody may answer, and what it binds its school to in a year."""

    invitation: CentreInvitation
    binds_to: Sequence[Undertaking]


def asked_together(invitation: CentreInvitation, user: User, on: date) -> list[Asked]:
    """The open invitations of this Centre that this person may answer, of all schools of theirs, by name."""
    rows = CentreInvitation.objects.visible_to(user).open().filter(centre=invitation.centre_id).for_list()
    return [
        Asked(one, asked_of(one.school, on))
        for one in rows.order_by(in_order("school__name"), "pk")
        if may(user, "membership.answer_invitation", one)
    ]
