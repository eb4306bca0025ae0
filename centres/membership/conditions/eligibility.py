"""Whether a school holds a current award of a kind that counts on a day, and why not (R6, R10, R12)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from centres.membership.enums import EligibilityReason, in_words
from centres.membership.models.centre import Centre
from centres.membership.models.membership import Membership
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.names import in_order
from schools import conf as schools_conf
from schools.enums import SchoolStatus
from schools.models.award import Award

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
    memberships = centre.memberships.readable().order_by(in_order("school__name"), "pk")
    if lock:
        memberships = memberships.select_related("school").select_for_update(of=("self", "school"))
    else:
        shown = ("name", "status", "town", "country", "pupils")
        memberships = only_columns(memberships, *(f"school__{column}" for column in shown))
    places = list(memberships)
    awards = Award.objects.standing().filter(
        school__in=[membership.school_id for membership in places], kind__in=schools_conf.qualifying_kinds.get()
    )
    by_school: dict[int, list[Award]] = defaultdict(list)
    for award in awards.select_for_update() if lock else awards:
        by_school[award.school_id].append(award)
    return [_standing(membership, by_school[membership.school_id], on) for membership in places]


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
