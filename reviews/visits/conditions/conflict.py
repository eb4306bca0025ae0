"""Whether somebody is free to assess a Centre: each conflict in a sentence that names it (R19)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from centres.membership.enums import CentreAccessKind
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import LONDON, years_later
from iqm_coe.lib.templatetags.words import long_date
from reviews.visits import conf
from reviews.visits.enums import NEVER_WAIVED, WARNINGS, ConflictKind
from reviews.visits.models.visit import Visit
from schools.models.role import SchoolRole
from schools.models.school import School

YEARS_BEFORE = 2


@dataclass(frozen=True)
class Conflict:
    """One conflict of one person to one Centre, in words."""

    kind: ConflictKind
    words: str

    @property
    def is_warning(self) -> bool:
        """Shown, and no reason to refuse."""
        return self.kind in WARNINGS

    @property
    def can_be_waived(self) -> bool:
        return not self.is_warning and self.kind not in NEVER_WAIVED


def conflicts(assessor: User, year: CentreYear, visited: Iterable[School], *, on: date) -> list[Conflict]:
    """Every conflict of this person with the Centre on this day, refusals first."""
    schools = list(visited)
    conflicts = [
        *_accreditation(assessor, on),
        *_roles(assessor, year, on),
        *_reciprocal(assessor, year, schools),
        *_adviser(assessor, year),
        *_authority(assessor, schools),
        *_third_year(assessor, year),
    ]
    return sorted(conflicts, key=lambda one: one.is_warning)


def against(visit: Visit, *, on: date) -> list[Conflict]:
    """The conflicts of the assessor of a visit now, but for warnings and for what was known and waived; a role that is
    younger than the waiver was not known.
    """
    schools = [visited.review.school for visited in visit.covers.select_related("review__school")]
    every = conflicts(visit.assessor, visit.year, schools, on=on)
    standing = [one for one in every if not one.is_warning and one.kind not in visit.waived]
    if ConflictKind.ROLE in visit.waived and visit.waived_at is not None:
        standing += _roles(visit.assessor, visit.year, on, granted_after=visit.waived_at)
    return standing


def warned(year: CentreYear, visited: Iterable[School]) -> dict[int, list[ConflictKind]]:
    """Whom appointing warns of, by person: asked for everybody at once, before one is chosen."""
    areas = {school.local_authority_id for school in visited if school.local_authority_id}
    near = SchoolRole.objects.live().filter(school__local_authority__in=areas).values_list("user", flat=True)
    kinds: dict[int, list[ConflictKind]] = {person: [ConflictKind.SAME_AUTHORITY] for person in near}
    before = _visits_before(year).order_by().values("assessor").annotate(number=Count("year", distinct=True))
    for person in before.filter(number=YEARS_BEFORE).values_list("assessor", flat=True):
        kinds.setdefault(person, []).append(ConflictKind.THIRD_YEAR)
    return kinds


def _visits_before(year: CentreYear) -> QuerySet[Visit]:
    """Of this Centre in the years just before."""
    numbers = [year.number - back for back in range(1, YEARS_BEFORE + 1)]
    visits: QuerySet[Visit] = Visit.objects.live().filter(year__centre=year.centre_id, year__number__in=numbers)
    return visits


def _accreditation(assessor: User, on: date) -> list[Conflict]:
    if assessor.accreditations.current(on).exists():
        return []
    words = _("%(name)s is not accredited on %(day)s.") % {"name": assessor.name, "day": long_date(on)}
    return [Conflict(ConflictKind.NOT_ACCREDITED, words)]


def _roles(assessor: User, year: CentreYear, on: date, granted_after: datetime | None = None) -> list[Conflict]:
    """Roles held now or within the years of the setting, in a member school or a school of the same trust."""
    members = School.objects.filter(pk__in=year.centre.memberships.belonging().values("school"))
    trusts = members.exclude(trust=None).values("trust")
    since = datetime.combine(years_later(on, -conf.role_years.get()), datetime.min.time(), LONDON)
    held = SchoolRole.objects.filter(user=assessor).filter(Q(ended_at=None) | Q(ended_at__gte=since))
    if granted_after is not None:
        held = held.filter(granted_at__gt=granted_after)
    near = held.filter(Q(school__in=members) | Q(school__trust__in=trusts)).select_related("school")
    inside = set(members.values_list("pk", flat=True))
    return [
        Conflict(ConflictKind.ROLE, _role_words(role, is_member=role.school_id in inside))
        for role in near.order_by("pk")[:1]
    ]


def _role_words(role: SchoolRole, *, is_member: bool) -> str:
    facts = {"name": role.user.name, "school": role.school.name, "years": conf.role_years.get()}
    if not is_member:
        words = _(
            "%(name)s holds, or held within %(years)d years, a role at %(school)s, a school of the same trust "
            "as a school of this Centre."
        )
    else:
        words = _("%(name)s holds, or held within %(years)d years, a role at %(school)s, a school of this Centre.")
    return words % facts


def _reciprocal(assessor: User, year: CentreYear, visited: list[School]) -> list[Conflict]:
    """Somebody of a visited school assesses a school of the assessor's, this Centre year or last."""
    own = SchoolRole.objects.live().filter(user=assessor).values("school")
    colleagues = SchoolRole.objects.live().filter(school__in=visited).values("user")
    near = Q(year__closes_on__gte=years_later(year.opens_on, -1), year__opens_on__lte=year.closes_on)
    back = Visit.objects.live().filter(near, assessor__in=colleagues, covers__review__school__in=own)
    other = back.select_related("assessor").first()
    if other is None:
        return []
    words = _("%(other)s, who belongs to a visited school, assesses a school of %(name)s this year or last.")
    return [Conflict(ConflictKind.RECIPROCAL, words % {"other": other.assessor.name, "name": assessor.name})]


def _adviser(assessor: User, year: CentreYear) -> list[Conflict]:
    access = year.centre.access.live().filter(kind=CentreAccessKind.ADVISER, user=assessor)
    words = _("%s is the adviser of this Centre.") % assessor.name
    return [Conflict(ConflictKind.ADVISER, words)] if access.exists() else []


def _authority(assessor: User, visited: list[School]) -> list[Conflict]:
    areas = {school.local_authority_id for school in visited if school.local_authority_id}
    own = (
        SchoolRole.objects.live()
        .filter(user=assessor)
        .filter(school__local_authority__in=areas)
        .select_related("school__local_authority")
    )
    role = own.first()
    if role is None:
        return []
    words = _("%(name)s works at %(school)s, in the same local authority (%(area)s).")
    facts = {"name": assessor.name, "school": role.school.name, "area": str(role.school.local_authority)}
    return [Conflict(ConflictKind.SAME_AUTHORITY, words % facts)]


def _third_year(assessor: User, year: CentreYear) -> list[Conflict]:
    before = _visits_before(year).filter(assessor=assessor)
    words = _("%s would visit this Centre for the third year in a row.") % assessor.name
    return (
        [Conflict(ConflictKind.THIRD_YEAR, words)] if before.values("year").distinct().count() == YEARS_BEFORE else []
    )
