"""What of this room belongs to the history of a Centre."""

from centres.year.enums import PlanKind
from centres.year.models.activity import Activity
from centres.year.models.plan import Plan
from centres.year.models.year import CentreYear
from iqm_coe.lib.addresses import address
from iqm_coe.lib.history import Chapter, Subject, of_a_centre

HISTORY = of_a_centre(
    Subject(
        "year.centreyear",
        Chapter.YEAR,
        lambda user, centre: CentreYear.objects.visible_to(user).filter(centre=centre),
        year="number",
        address=lambda pk: address("year:year", pk),
        elsewhere="centre__name",
    ),
    Subject(
        "year.plan",
        Chapter.YEAR,
        lambda user, centre: Plan.objects.visible_to(user).filter(year__centre=centre),
        year="year__number",
        named="kind",
        says=lambda kind: str(PlanKind(kind).label),
        address=lambda pk: address("year:plan", pk),
    ),
    Subject(
        "year.activity",
        Chapter.YEAR,
        lambda user, centre: Activity.objects.visible_to(user).filter(centre=centre),
        named="focus",
        address=lambda pk: address("year:activity", pk),
        quiet=frozenset({"write"}),
    ),
)
