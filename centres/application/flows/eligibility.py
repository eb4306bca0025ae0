"""What was found of each school is the ground of a step, and two at least must be eligible (R6, R10)."""

from datetime import datetime

from django.utils.translation import gettext as _

from centres.application.enums import EligibilityMoment
from centres.application.models.application import Application
from centres.application.models.eligibility import EligibilityFinding
from centres.membership.conditions.eligibility import LEAST_SCHOOLS, Eligibility
from iqm_coe.lib.errors import Refused


class TooFewSchools(Refused):
    """A Centre needs two different schools with a current award."""


def require_enough(eligibilities: list[Eligibility]) -> None:
    """Raise TooFewSchools unless two schools are eligible; the words name each school that is not, and why."""
    eligible = [one for one in eligibilities if one.is_eligible]
    if len(eligible) >= LEAST_SCHOOLS:
        return
    others = "; ".join(
        f"{one.membership.school.name}: {one.label.lower()}" for one in eligibilities if not one.is_eligible
    )
    words = _("A Centre needs at least two schools with a current award on the day. Here there are %(count)d.")
    detail = _(" Not counted: %(others)s.") % {"others": others} if others else ""
    raise TooFewSchools(words % {"count": len(eligible)} + detail)


def keep(application: Application, eligibilities: list[Eligibility], moment: EligibilityMoment, at: datetime) -> None:
    """Keep what was found as the ground of the step."""
    EligibilityFinding.objects.bulk_create(
        EligibilityFinding(
            application=application,
            school=eligibility.membership.school,
            moment=moment,
            checked_at=at,
            is_eligible=eligibility.is_eligible,
            award=eligibility.award,
            reasons=[str(reason) for reason in eligibility.reasons],
        )
        for eligibility in eligibilities
    )
