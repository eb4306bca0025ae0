"""Which Centres somebody sees: through a role at a school of it, or an access row (R44)."""

from collections.abc import Iterator
from typing import Any, NamedTuple, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from centres.membership.enums import MembershipState
from centres.membership.querysets.access import centres_open_to, has_access
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.kept_questions import depends_on, kept
from iqm_coe.lib.names import in_order
from iqm_coe.lib.per_request import per_request
from iqm_coe.lib.permissions import is_writing
from schools.enums import SPEAKERS
from schools.holding import COLUMNS, Held
from schools.models.role import SchoolRole
from schools.querysets import ever_schools_of, known_roles, reads_every_school
from schools.stopping import is_frozen

ENDED = MembershipState.ENDED


class Place(NamedTuple):
    """A membership, not ended, of a school where somebody holds a live role."""

    centre: int
    state: str
    is_frozen: bool
    school: int


def _roles_with_places(user: User) -> list[tuple[Held, int | None, str | None]]:
    """Every role of theirs with each Centre of its school; the roles alone need not be asked for then. Who works at IQM
    is asked for the roles first, which hardly any of them has.
    """

    def ask() -> list[tuple[Held, int | None, str | None]]:
        if user.iqm_roles and not ever_schools_of(user):
            return []
        known = len(COLUMNS)
        return [(Held(*row[:known]), *row[known:]) for row in _places_told(user.pk)]

    rows = per_request((PLACES, user.pk), ask)
    known_roles(user, (role for role, _centre, _state in rows))
    return rows


PLACES = "places of schools"
depends_on(PLACES, _roles_with_places)


@kept("person")
def _places_told(person: int) -> models.QuerySet[SchoolRole, tuple[Any, ...]]:
    rows = SchoolRole.objects.filter(user=person).annotate(is_frozen=is_frozen("school_id"))
    return rows.values_list(*COLUMNS, "school__memberships__centre_id", "school__memberships__state")


def _places_of(user: User, *kinds: str) -> Iterator[Place]:
    """Of the schools where this person holds a live role of these kinds."""
    for role, centre, state in _roles_with_places(user):
        is_live = role.is_live and (not kinds or role.kind in kinds)
        if is_live and centre is not None and state != ENDED:
            yield Place(centre, state or "", role.is_frozen, role.school)


def centres_of(user: User, *kinds: str) -> frozenset[int]:
    """The Centres whose records this person reads through a live role, of these kinds or any, at a school of it."""
    return frozenset(place.centre for place in _places_of(user, *kinds))


def centres_joined_by(user: User, *kinds: str) -> frozenset[int]:
    """The Centres in which a school stands where this person holds a live role, of these kinds or any."""
    places = _places_of(user, *kinds)
    return frozenset(place.centre for place in places if place.state != MembershipState.RELEASED)


def centres_joined_at(school: int, user: User, *kinds: str) -> frozenset[int]:
    """The same by this one school of theirs."""
    places = (place for place in _places_of(user, *kinds) if place.school == school)
    return frozenset(place.centre for place in places if place.state != MembershipState.RELEASED)


def centres_acted_in(user: User, *kinds: str) -> frozenset[int]:
    """The same for predicates of who may do what: see `schools_acted_for`."""
    writes, places = is_writing(), _places_of(user, *kinds)
    joined = (place for place in places if place.state != MembershipState.RELEASED)
    return frozenset(place.centre for place in joined if not (writes and place.is_frozen))


def in_centre(centre_column: str, user: User, *kinds: str) -> Q:
    """Rows whose column names a Centre in which this person holds a live role at a school, of these kinds or any."""
    return Q(**{f"{centre_column}__in": centres_of(user, *kinds)})


class SeenThroughCentre(models.QuerySet[Any]):
    """Rows that whoever sees their Centre sees: a contributor writes their elements, a finance contact pays, and
    neither comes for anything else.
    """

    centre_column = "centre_id"

    def visible_to(self, user: User) -> Self:
        """Staff; who speaks for a school of the Centre; those with an access row (R44)."""
        if reads_every_school(user):
            return self
        return self.filter(in_centre(self.centre_column, user, *SPEAKERS) | has_access(self.centre_column, user))


def sees_centre(user: User, centre_id: int) -> bool:
    """Whether this person sees a Centre that there is: the instance form of `Centre.visible_to`."""
    return reads_every_school(user) or centre_id in centres_of(user, *SPEAKERS) | centres_open_to(user)


def schools_in(centre_column: str) -> Coalesce:
    """How many schools stand in the Centre in the outer row's column; as a subquery, so that counting rows skips it."""
    memberships = apps.get_model("membership", "Membership").objects.readable()
    own = memberships.filter(centre_id=OuterRef(centre_column)).order_by().values("centre")
    return Coalesce(Subquery(own.annotate(number=Count("pk")).values("number")), 0)


class CentreQuerySet(SeenThroughCentre):
    centre_column = "pk"

    def for_list(self) -> Self:
        """What a row of the list shows, and no more."""
        shown = self.select_related("lead_school").only("name", "state", "approved_on", "lead_school__name")
        return shown.annotate(schools=schools_in("pk")).order_by(in_order(), "pk")
