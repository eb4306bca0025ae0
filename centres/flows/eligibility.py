"""Which schools of an application hold a current award on a day, and why the others do not (R6, R10)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from centres.enums import EligibilityMoment, EligibilityReason, in_words
from centres.models import Application, Centre, EligibilityFinding, Membership
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.rows import with_only
from schools import conf as schools_conf
from schools.enums import SchoolStatus
from schools.models import Award

LEAST_SCHOOLS = 2


class TooFewSchools(Refused):
    """A Centre needs two different schools with a current award."""


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
    memberships = centre.memberships.readable().order_by("school__name", "pk")
    if lock:
        memberships = memberships.select_related("school").select_for_update(of=("self", "school"))
    else:
        memberships = with_only(memberships, "school__name", "school__status", "school__town", "school__country")
    found = list(memberships)
    awards = Award.objects.standing().filter(
        school__in=[membership.school_id for membership in found], kind__in=schools_conf.qualifying_kinds.get()
    )
    by_school: dict[int, list[Award]] = defaultdict(list)
    for award in awards.select_for_update() if lock else awards:
        by_school[award.school_id].append(award)
    return [_standing(membership, by_school[membership.school_id], on) for membership in found]


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


def require_enough(found: list[Eligibility]) -> None:
    """Raise TooFewSchools unless two schools are eligible; the words name each school that is not, and why."""
    eligible = [one for one in found if one.is_eligible]
    if len(eligible) >= LEAST_SCHOOLS:
        return
    others = "; ".join(f"{one.membership.school.name}: {one.label.lower()}" for one in found if not one.is_eligible)
    words = _("A Centre needs at least two schools with a current award on the day. Here there are %(count)d.")
    detail = _(" Not counted: %(others)s.") % {"others": others} if others else ""
    raise TooFewSchools(words % {"count": len(eligible)} + detail)


def keep(application: Application, found: list[Eligibility], moment: EligibilityMoment, at: datetime) -> None:
    """Keep what was found as the ground of the step."""
    EligibilityFinding.objects.bulk_create(
        EligibilityFinding(
            application=application,
            school=one.membership.school,
            moment=moment,
            checked_at=at,
            is_eligible=one.is_eligible,
            award=one.award,
            reasons=[str(reason) for reason in one.reasons],
        )
        for one in found
    )
