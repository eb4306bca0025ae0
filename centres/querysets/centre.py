"""Which Centres, memberships, invitations and applications somebody may see."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from centres.enums import ApplicationState, CentreAccessKind, CentreInvitationState, MembershipState, PlanState
from iqm_coe.lib.once import once
from iqm_coe.lib.rows import with_only
from schools.enums import SPEAKERS
from schools.querysets import held_at, known_roles, reads_every_school

ENDED = MembershipState.ENDED
# What a list shows of the year of its rows.
YEAR = ("year__number", "year__opens_on", "year__closes_on")
# What a page asks of the Centre of that year: its name, and what tells who leads it and who has an interest in it.
CENTRE = ("year__centre__name", "year__centre__lead_school", "year__centre__started_at")


def _places_of(user: Any, *kinds: str) -> Iterator[tuple[int, str]]:
    """Centre and state of each membership, not ended, of schools where this person holds a live role of these kinds."""

    def ask() -> frozenset[tuple[int, str, int | None, str | None]]:
        rows = apps.get_model("schools", "SchoolRole").objects.held_by(user)
        columns = ("school_id", "kind", "school__memberships__centre_id", "school__memberships__state")
        return frozenset(rows.values_list(*columns))

    rows = once(("places of schools", user.pk), ask)
    known_roles(user, {(school, kind) for school, kind, _centre, _state in rows})
    for _school, kind, centre, state in rows:
        if centre is not None and state != ENDED and (not kinds or kind in kinds):
            yield centre, state or ""


def centres_of(user: Any, *kinds: str) -> frozenset[int]:
    """The Centres whose records this person reads through a live role, of these kinds or any, at a school of it."""
    return frozenset(centre for centre, _state in _places_of(user, *kinds))


def centres_joined_by(user: Any, *kinds: str) -> frozenset[int]:
    """The Centres in which a school stands where this person holds a live role, of these kinds or any."""
    places = _places_of(user, *kinds)
    return frozenset(centre for centre, state in places if state != MembershipState.RELEASED)


def in_centre(centre_column: str, user: Any, *kinds: str) -> Q:
    """Rows whose column names a Centre in which this person holds a live role at a school, of these kinds or any."""
    return Q(**{f"{centre_column}__in": centres_of(user, *kinds)})


def centres_open_to(user: Any, *kinds: str) -> frozenset[int]:
    """The Centres to which this person has a live access row, of these kinds or of any: what `live` says of rows."""

    def ask() -> frozenset[tuple[int, str]]:
        rows = apps.get_model("centres", "CentreAccess").objects.open().filter(user=user)
        return frozenset(rows.values_list("centre_id", "kind"))

    counted = user.iqm_roles | {CentreAccessKind.PAYER} if user.is_active else frozenset()
    asked = counted & set(kinds) if kinds else counted
    held = once(("centre access", user.pk), ask) if asked else frozenset()
    return frozenset(centre for centre, kind in held if kind in asked)


def has_access(centre_column: str, user: Any, *kinds: str) -> Q:
    """Rows whose column names a Centre to which this person has a live access row, of these kinds or any."""
    return Q(**{f"{centre_column}__in": centres_open_to(user, *kinds)})


class SeenThroughCentre(models.QuerySet[Any]):
    """Rows that whoever sees their Centre sees."""

    centre_column = "centre_id"

    def visible_to(self, user: Any) -> Self:
        """Staff; people of the Centre's schools; those with an access row (R44)."""
        if reads_every_school(user):
            return self
        return self.filter(in_centre(self.centre_column, user) | has_access(self.centre_column, user))


def schools_in(centre_column: str) -> Any:
    """How many schools stand in the Centre in the outer row's column; as a subquery, so that counting rows skips it."""
    memberships = apps.get_model("centres", "Membership").objects.readable()
    own = memberships.filter(centre_id=OuterRef(centre_column)).order_by().values("centre")
    return Coalesce(Subquery(own.annotate(number=Count("pk")).values("number")), 0)


class CentreQuerySet(SeenThroughCentre):
    centre_column = "pk"

    def for_list(self) -> Self:
        """What a row of the list shows, and no more."""
        shown = self.select_related("lead_school").only("name", "state", "approved_on", "lead_school__name")
        return shown.annotate(schools=schools_in("pk")).order_by("name", "pk")


class MembershipQuerySet(SeenThroughCentre):
    def belonging(self) -> Self:
        """Neither ended nor released: the school stands in this Centre, joining, awaiting or live."""
        return self.exclude(state__in=[ENDED, MembershipState.RELEASED])

    def readable(self) -> Self:
        """Not ended: the school reads what is the Centre's, also after the Centre has closed."""
        return self.exclude(state=ENDED)

    def for_list(self) -> Self:
        return self.select_related("school", "school__local_authority").order_by("school__name", "pk")


class ApplicationQuerySet(SeenThroughCentre):
    def visible_to(self, user: Any) -> Self:
        """Staff, and whoever speaks for one of the Centre's schools. A contributor writes what is given to them and
        reads nothing else; an adviser comes after the decision and reads the Centre.
        """
        return self if reads_every_school(user) else self.filter(in_centre(self.centre_column, user, *SPEAKERS))

    def waiting_for_staff(self) -> Self:
        return self.filter(state=ApplicationState.SUBMITTED)

    def for_list(self) -> Self:
        """What a row of the list shows, and no more; the last sent first, drafts at the end."""
        columns = ("state", "submitted_at", "decided_at", "centre__name", "centre__lead_school__name")
        shown = self.select_related("centre__lead_school").only(*columns)
        return shown.annotate(schools=schools_in("centre_id")).order_by(F("submitted_at").desc(nulls_last=True), "-pk")


def reads_application(user: Any, application: Any) -> bool:
    """Sees the application: the instance form of Application.visible_to."""
    return reads_every_school(user) or application.centre_id in centres_of(user, *SPEAKERS)


class CentreInvitationQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        return self.filter(state=CentreInvitationState.OPEN)

    def visible_to(self, user: Any) -> Self:
        """Staff, whoever speaks for one of the Centre's schools, and whoever answers for the invited school."""
        if reads_every_school(user):
            return self
        speaks = in_centre("centre_id", user, *SPEAKERS)
        return self.filter(speaks | held_at("school_id", user, *SPEAKERS))

    def for_list(self) -> Self:
        shown = with_only(self, "school__name", "centre__name", "centre__lead_school__name")
        return shown.order_by("-pk")


class CentreAccessQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        """Rows that no flow has ended yet."""
        return self.filter(until_at=None)

    def live(self) -> Self:
        """Open rows that still count: of active people who, as adviser or assessor, hold that role at IQM now (R5)."""
        held = apps.get_model("accounts", "IqmRole").objects.live()
        same = held.filter(user=OuterRef("user"), kind=OuterRef("kind"))
        return self.open().filter(Q(kind=CentreAccessKind.PAYER) | Exists(same), user__is_active=True)

    def adviser_of(self, centre_id: int) -> Any:
        """The access row of the Centre's adviser now, with the person; None where there is none."""
        found = self.live().filter(kind=CentreAccessKind.ADVISER, centre=centre_id)
        return with_only(found, "user__name", "user__email", "user__phone").first()

    def lost(self) -> Self:
        """Open rows of somebody who no longer holds the role: the office appoints somebody else."""
        held = apps.get_model("accounts", "IqmRole").objects.live()
        same = held.filter(user=OuterRef("user"), kind=OuterRef("kind"))
        gone = Q(user__is_active=False) | (~Q(kind=CentreAccessKind.PAYER) & ~Exists(same))
        return self.open().filter(gone)


class CentreYearQuerySet(SeenThroughCentre):
    """Years of Centres."""

    def open_on(self, on: date) -> Self:
        """Years that hold this day."""
        return self.filter(opens_on__lte=on, closes_on__gte=on)


class PlanQuerySet(SeenThroughCentre):
    """Plans, seen by whoever sees their Centre: the office, its schools, its adviser and its assessor."""

    centre_column = "year__centre_id"

    def waiting_for_staff(self) -> Self:
        return self.filter(state=PlanState.LODGED)

    def outstanding(self) -> Self:
        """Still to be lodged, or to be lodged again."""
        return self.filter(state__in=[PlanState.EXPECTED, PlanState.RETURNED])

    def for_list(self) -> Self:
        names = ("year__centre__name", "year__centre__lead_school__name", "named_school__name")
        return with_only(self, *names, *YEAR).order_by("due_on", "pk")


class PlanVersionQuerySet(SeenThroughCentre):
    centre_column = "plan__year__centre_id"
