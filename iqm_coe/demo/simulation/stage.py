"""What every part of a year's script stands on: its people, its days, its rows."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from centres.billing.models.charge import Charge
from centres.membership.enums import CentreAccessKind, MembershipState
from centres.membership.models.centre import Centre
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.demo.simulation.story import Story, morning
from reviews.update.models.review import Review
from reviews.visits.models.visit import Visit

NEVER = 10_000


@dataclass
class Pace:
    """On which day of the year each thing happens, counted from its opening."""

    invoice: int = 3
    pay: int = 24
    plans: int = 40
    meet: int = 60
    first_call: int = 95
    appoint: int = 150
    propose: int = 163
    agree: int = 170
    update: int = 190
    visit: int = 232
    second_call: int = 262
    meet_again: int = 268
    pack: int = 290


class Stage:
    """One year of one Centre with the people who play it."""

    def __init__(self, story: Story, centre: Centre, year: CentreYear, assessor: User, pace: Pace) -> None:
        self.story, self.centre, self.year, self.assessor, self.pace = story, centre, year, assessor, pace
        self.lead = centre.lead_school
        self.coordinator, self.head = story.coordinators[self.lead.pk], story.heads[self.lead.pk]
        self.finance = story.office["fiona"]
        self.adviser = centre.access.live().get(kind=CentreAccessKind.ADVISER).user

    @property
    def visit(self) -> Visit:
        """The year's one visit, as it stands now; there is one once the script has appointed."""
        visit: Visit = Visit.objects.live().get(year=self.year)
        return visit

    def _visited_on(self) -> date:
        """Its day, once the script has agreed one."""
        day: date | None = self.visit.agreed_on
        assert day is not None  # noqa: S101 - for the type checker: asked after the step that agrees it
        return day

    def at(self, day: int, hour: int = 10, minute: int = 0) -> datetime:
        """An instant of that day of the year."""
        return morning(self.year.opens_on + timedelta(days=day), hour, minute)

    def _charges(self) -> list[Charge]:
        return list(Charge.objects.filter(year=self.year).select_related("membership__school").order_by("pk"))

    def _reviews(self) -> list[Review]:
        rows = Review.objects.filter(year=self.year, school__memberships__state=MembershipState.LIVE).distinct()
        return list(rows.select_related("school", "year__centre", "framework").order_by("pk"))
