"""Which schools, people, awards and invitations somebody may see."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value

from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.querysets import InvitationQuerySet
from iqm_coe.lib.dates import LONDON, first_moment, london_date
from iqm_coe.lib.kept_questions import depends_on, kept
from iqm_coe.lib.making import MakingQuerySet
from iqm_coe.lib.names import in_order, order_of
from iqm_coe.lib.per_request import per_request
from iqm_coe.lib.permissions import is_writing
from schools.enums import HEADS, SPEAKERS, FreezeState, JoiningState, SchoolRoleKind, SchoolStatus
from schools.holding import COLUMNS, Held, held_now
from schools.stopping import is_frozen

if TYPE_CHECKING:
    from schools.models.award import Award
    from schools.models.freeze import Freeze
    from schools.models.headship import HeadChange
    from schools.models.invitation import RoleInvitation
    from schools.models.joining import Joining
    from schools.models.register import RegisterChange, RegisterImport
    from schools.models.role import SchoolRole
    from schools.models.school import School

READS_EVERY_SCHOOL = {IqmRoleKind.STAFF, IqmRoleKind.ADMINISTRATOR}


def reads_every_school(user: User) -> bool:
    """Staff and administrators see all schools and Centres."""
    return bool(READS_EVERY_SCHOOL & user.iqm_roles)


class SchoolRoleQuerySet(models.QuerySet["SchoolRole"]):
    def held(self) -> Self:
        """Roles that are held now, also by people whose account is shut."""
        return self.filter(held_now())

    def live(self) -> Self:
        return self.held().filter(user__is_active=True)

    def past(self, on: date) -> Self:
        """Given until a day that has passed, and not marked as ended yet."""
        return self.filter(ended_at=None, until__lt=on)

    def at_the_head(self) -> Self:
        """Headteachers, and who acts in their place: whoever agrees and declares for a school."""
        return self.filter(kind__in=HEADS)

    def filling_the_headship(self) -> Self:
        """The same without who acts until a head is named."""
        return self.at_the_head().exclude(kind=SchoolRoleKind.ACTING)

    def held_by(self, user: User, *kinds: str) -> Self:
        """What this person holds now, of these kinds or of any."""
        held = self.filter(held_now(), user=user)
        return held.filter(kind__in=kinds) if kinds else held

    def held_on(self, day: date) -> Self:
        """What was held on this day, or a part of it; whether the person is still active now is another question."""
        begins, ends = (datetime.combine(one, time.min, tzinfo=LONDON) for one in (day, day + timedelta(days=1)))
        not_past = Q(until=None) | Q(until__gte=day)
        return self.filter(Q(ended_at=None) & not_past | Q(ended_at__gt=begins), granted_at__lt=ends)

    def visible_to(self, user: User) -> Self:
        """Who speaks for a school sees its people; anybody what they hold themselves (R44)."""
        if reads_every_school(user):
            return self
        return self.filter(held_at("school_id", user, *SPEAKERS) | Q(held_now(), user=user))

    def for_list(self) -> Self:
        return self.select_related("user").order_by("kind", in_order("user__name"), "pk")


def schools_of(user: User, *kinds: str) -> frozenset[int]:
    """The schools at which this person holds a live role, of these kinds or any."""
    return frozenset(role.school for role in _held(user, kinds))


def schools_acted_for(user: User, *kinds: str) -> frozenset[int]:
    """The same for predicates of who may do what: where it is asked who may write, without the schools whose writing is
    stopped. A predicate that refuses somebody for a role of theirs asks `schools_of`.
    """
    writes = is_writing()
    return frozenset(role.school for role in _held(user, kinds) if not (writes and role.is_frozen))


def _held(user: User, kinds: tuple[str, ...]) -> list["Held"]:
    return [role for role in _ever_held(user) if role.is_live and (not kinds or role.kind in kinds)]


def ever_schools_of(user: User) -> frozenset[int]:
    """The schools at which this person holds or ever held a role: most of the office have none, and are spared every
    question about their own schools.
    """
    return frozenset(role.school for role in _ever_held(user))


def schools_held_since(user: User, since: datetime | None) -> frozenset[int]:
    """The schools at which this person holds a role now, or held one at or after that instant where one is given."""
    return frozenset(
        role.school
        for role in _ever_held(user)
        if role.is_live or (since is not None and (role.ended_at is None or role.ended_at >= since))
    )


def stopped_schools_of(user: User) -> frozenset[int]:
    """Where this person holds a role and the writing is stopped."""
    return frozenset(role.school for role in _ever_held(user) if role.is_live and role.is_frozen)


def known_roles(user: User, roles: Iterable[Held]) -> None:
    """Spare a page the question after the person's roles where an upper app has read them with more."""
    per_request(_roles_key(user), lambda: list(dict.fromkeys(roles)))


ROLES = "roles ever"


def _roles_key(user: User) -> tuple[str, int]:
    return (ROLES, user.pk)


def _ever_held(user: User) -> list[Held]:
    return per_request(_roles_key(user), lambda: [Held(*row) for row in _roles_of(user.pk)])


@kept("person")
def _roles_of(person: int) -> models.QuerySet["SchoolRole", tuple[Any, ...]]:
    roles = apps.get_model("schools", "SchoolRole").objects.filter(user=person)
    rows: models.QuerySet[SchoolRole, tuple[Any, ...]] = roles.annotate(is_frozen=is_frozen("school_id")).values_list(
        *COLUMNS
    )
    return rows


depends_on(ROLES, _ever_held)


def writes_at(school_column: str, user: User, *kinds: str) -> Q:
    """The same without the schools whose writing is stopped: what waits for somebody is what they may do now (R48j)."""
    return Q(**{f"{school_column}__in": schools_of(user, *kinds) - stopped_schools_of(user)})


def held_at(school_column: str, user: User, *kinds: str) -> Q:
    """Rows whose column names a school at which this person holds a live role: the one road to a school's rows."""
    return Q(**{f"{school_column}__in": schools_of(user, *kinds)})


class SchoolQuerySet(models.QuerySet["School"]):
    def visible_to(self, user: User) -> Self:
        """Staff see every school; anybody else those where they hold a role now."""
        return self if reads_every_school(user) else self.filter(held_at("pk", user))

    def open(self) -> Self:
        """Schools that teach now, also those that will close."""
        return self.filter(status__in=[SchoolStatus.OPEN, SchoolStatus.CLOSING])

    def to_be_found(self) -> Self:
        """What the public register says of schools that teach now, for whoever looks for their own (R5j): no people, no
        award, no Centre.
        """
        return self.open().only("name", "town", "postcode", "country", "phase", "status").order_by(in_order(), "pk")

    def matching(self, words: str) -> Self:
        """Schools whose name says the words, or that carry exactly this number or postcode, however it is spaced.

        Three questions of their own, since one with OR would find no index.
        """
        if not words.strip():
            return self
        schools, numbers = (apps.get_model("schools", name).objects for name in ("School", "Identifier"))
        by_name = schools.filter(name__says=words).order_by().values("pk")
        by_postcode = schools.filter(postcode__reads_as=words).order_by().values("pk")
        by_number = numbers.filter(value__reads_as=words).order_by().values("school")
        return self.filter(pk__in=by_name.union(by_postcode, by_number))

    def found_by(self, words: str) -> Self:
        """Those that `matching` finds, and those each word of which stands in the name or the town."""
        every = Q()
        for word in filter(order_of, words.split()[:8]):
            every &= Q(name__says=word) | Q(town__says=word)
        schools: SchoolQuerySet = apps.get_model("schools", "School").objects.order_by()
        either = schools.matching(words).values("pk").union(schools.filter(every).values("pk"))
        return self.filter(pk__in=either) if every else self.none()

    def taken_for(self, *, name: str, town: str, country: str) -> Self:
        """Those that anybody would take for this one by its name and place, however they are written."""
        there = Q(town__reads_as=town) if town else Q(town="")
        return self.filter(there, name__reads_as=name, country__reads_as=country)

    def with_award_on(self, on: date, kinds: list[str]) -> Self:
        """Annotate `has_award`: a current award of one of these kinds on the day."""
        awards: AwardQuerySet = apps.get_model("schools", "Award").objects.all()
        current = awards.current(on).filter(kind__in=kinds, school_id=OuterRef("pk"))
        return self.annotate(has_award=Exists(current) if kinds else Value(False))

    def for_list(self) -> Self:
        """What a row of the list shows, and no more."""
        columns = ("name", "town", "country", "postcode", "phase", "pupils", "status", "local_authority__name")
        return self.select_related("local_authority").only(*columns).order_by(in_order(), "pk")


# Somebody who records an award twice may give the day of the visit once and that of the letter the other time.
NEAR = timedelta(days=31)


class AwardQuerySet(models.QuerySet["Award"]):
    def standing(self) -> Self:
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)

    def current(self, on: date) -> Self:
        """Standing awards whose period holds this day, both ends included (R1)."""
        return self.standing().filter(valid_from__lte=on, valid_until__gte=on)

    def alike(self, award: "Award") -> Self:
        """Standing awards of the kind that were awarded on this one's day or near it."""
        near = (award.awarded_on - NEAR, award.awarded_on + NEAR)
        return self.standing().filter(kind=award.kind, awarded_on__range=near)

    def just_before(self, award: "Award") -> Self:
        """The standing award of the kind that this one follows without a gap."""
        return self.standing().filter(kind=award.kind, valid_until=award.valid_from - timedelta(days=1))

    def visible_to(self, user: User) -> Self:
        return self if reads_every_school(user) else self.filter(held_at("school_id", user))


class RoleInvitationQuerySet(InvitationQuerySet["RoleInvitation"]):
    def overdue(self, at: datetime) -> Self:
        """The same but where the writing of the school is stopped: no day runs out meanwhile (R48j)."""
        return super().overdue(at).filter(~is_frozen("school_id"))

    def visible_to(self, user: User) -> Self:
        """A school's coordinators and heads see who is invited; the invited person opens it by its key."""
        return self if reads_every_school(user) else self.filter(held_at("school_id", user, *SPEAKERS))


class JoiningQuerySet(models.QuerySet["Joining"]):
    def waiting(self) -> Self:
        """Not answered, taken back or lapsed by the clock."""
        return self.filter(state=JoiningState.ASKED)

    def overdue(self, at: datetime) -> Self:
        """Waiting although the day of their end has passed in London, and nobody is stopped who could answer (R48j)."""
        return self.waiting().filter(~is_frozen("school_id"), expires_at__lt=first_moment(london_date(at)))

    def visible_to(self, user: User) -> Self:
        """The person who asks; a school's coordinators and heads, but for who asks to be its head; the office (R5j)."""
        if reads_every_school(user):
            return self
        return self.filter(Q(user=user) | (held_at("school_id", user, *SPEAKERS) & ~Q(kind__in=HEADS)))


class HeadChangeQuerySet(models.QuerySet["HeadChange"]):
    def visible_to(self, user: User) -> Self:
        """The office's own, but for the schools where they hold, or ever held, a role themselves (R48)."""
        if not reads_every_school(user):
            return self.none()
        return self.exclude(role__school__in=ever_schools_of(user))

    def unseen(self) -> Self:
        """Those that nobody of the office has looked at."""
        return self.filter(seen_at=None)

    def for_list(self) -> Self:
        return self.select_related("role__user", "by", "seen_by").order_by("-at", "-pk")


class RegisterImportQuerySet(MakingQuerySet["RegisterImport"]):
    def visible_to(self, user: User) -> Self:
        """The office's own."""
        return self if reads_every_school(user) else self.none()


class RegisterChangeQuerySet(models.QuerySet["RegisterChange"]):
    def visible_to(self, user: User) -> Self:
        """The office's own, as the reading is."""
        return self if reads_every_school(user) else self.none()


class FreezeQuerySet(models.QuerySet["Freeze"]):
    def standing(self) -> Self:
        """Not lifted."""
        return self.filter(state=FreezeState.STANDING)

    def visible_to(self, user: User) -> Self:
        """Administrators; that it stands is said to those whom it stops, but not why."""
        return self if IqmRoleKind.ADMINISTRATOR in user.iqm_roles else self.none()
