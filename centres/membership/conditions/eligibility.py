"""Whether a school holds a current award of a kind that counts on a day, and why not (R6, R10, R12)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from centres.membership.enums import EligibilityReason, in_words
from centres.membership.models.centre import Centre
from centres.membership.models.membership import Membership
from centres.membership.querysets.membership import MembershipQuerySet
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.names import in_order
from schools import conf as schools_conf
from schools.enums import SchoolStatus
from schools.models.award import Award
from schools.querysets import AwardQuerySet

LEAST_SCHOOLS = 2


@dataclass(frozen=True)
class Eligibility:
    """One school on one day: its current award, or the reasons why it is not counted."""

    membership: Membership
    award: Award | None
    reasons: tuple[EligibilityReason, ...]

    @property
    def is_eligible(self) -> bool:
        return not self.reasons

    @property
    def tone(self) -> str:
        return "good" if self.is_eligible else "waiting"

    @property
    def label(self) -> str:
        """The standing in words."""
        return in_words(self.reasons)


def computed(centre: Centre, on: date, *, lock: bool = False) -> list[Eligibility]:
    """Each school of the Centre with its standing on the day; `lock` keeps schools and awards still until commit."""
    if lock:
        locked = _readable(centre.pk).select_related("school").select_for_update(of=("self", "school"))
        places = list(locked)
        awards = list(_awards(tuple(place.school_id for place in places)).select_for_update())
    else:
        places = _places_shown(centre.pk)
        awards = _awards_shown(tuple(place.school_id for place in places))
    by_school: dict[int, list[Award]] = defaultdict(list)
    for award in awards:
        by_school[award.school_id].append(award)
    return [_standing(membership, by_school[membership.school_id], on) for membership in places]


def _readable(centre: int) -> MembershipQuerySet:
    return Membership.objects.readable().filter(centre=centre).order_by(in_order("school__name"), "pk")


@kept("centre")
def _places_shown(centre: int) -> QuerySet[Membership]:
    shown = ("name", "status", "town", "country", "pupils")
    return only_columns(_readable(centre), *(f"school__{column}" for column in shown))


def _awards(schools: tuple[int, ...]) -> AwardQuerySet:
    """Awards of these schools that stand and make one eligible."""
    return Award.objects.standing().filter(school__in=schools, kind__in=schools_conf.qualifying_kinds.get())


@kept("schools")
def _awards_shown(schools: tuple[int, ...]) -> AwardQuerySet:
    return _awards(schools)


def _standing(membership: Membership, awards: Iterable[Award], on: date) -> Eligibility:
    awards = list(awards)
    current = max((a for a in awards if a.is_current(on)), key=lambda a: a.valid_until, default=None)
    reasons = []
    if membership.school.status == SchoolStatus.CLOSED:
        reasons.append(EligibilityReason.CLOSED)
    if current is None:
        reasons.append(_award_reason(awards, on))
    return Eligibility(membership, None if reasons else current, tuple(reasons))


def _award_reason(awards: list[Award], on: date) -> EligibilityReason:
    if not awards:
        return EligibilityReason.NO_AWARD
    has_future = any(award.valid_from > on for award in awards)
    return EligibilityReason.NOT_YET if has_future else EligibilityReason.ENDED
