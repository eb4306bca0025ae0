"""One run of the simulation: its people, its dice, and the order of its days.

Each Centre's life is a script: a generator of steps. The steps of all scripts are taken in the order of their instants,
as in life, and between them the clock makes its rounds.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random

from iqm_coe.accounts.models.user import User
from iqm_coe.demo.accounts import DOMAIN
from iqm_coe.demo.simulation.people import SchoolPeople, assessor, office
from iqm_coe.lib.dates import LONDON, london_date
from schools.enums import AwardKind
from schools.flows import award as award_flows
from schools.models.school import School


@dataclass(frozen=True)
class Step:
    """One act of one person at one instant, the rule it serves, and what it is in words."""

    at: datetime
    rule: str
    words: str
    act: Callable[[], object]


Script = Iterator[Step]
Round = Callable[[datetime], object]


class Story:
    """People, schools and dice of one run; `now` is where every script stops."""

    def __init__(self, *, seed: int, began: datetime, now: datetime, domain: str = DOMAIN) -> None:
        self.rng = Random(seed)  # noqa: S311 - dice for a play, not for a secret
        self.began, self.now, self.domain = began, now, domain
        self.office = office(began, domain)
        self.staff = self.office["sam"]
        # Two for each round of plots: Centres of one plot visit on the same days.
        self.assessors: list[tuple[User, User]] = [(self.office["asha"], self.office["glyn"])]
        self.people = SchoolPeople(self.staff, self.rng, domain)
        self.free: list[School] = []
        self.heads: dict[int, User] = {}
        self.coordinators: dict[int, User] = {}

    def invented_assessors(self, turn: int) -> tuple[User, User]:
        """Two more, for the Centres of one more round of plots."""
        first, second = (assessor(2 * turn + one, self.began, self.domain) for one in (0, 1))
        return first, second

    def gather(self) -> None:
        """Every open school whose number of pupils is known and where nobody has a role, in an order of its own."""
        self.free = list(School.objects.open().filter(roles=None).exclude(pupils=None).order_by("pk"))
        self.rng.shuffle(self.free)

    def school(self, at: datetime, *, has_award: bool = True, named: dict[str, User] | None = None) -> School:
        """The next school, with people, and with an award unless it awaits one."""
        school = self.free.pop()
        coordinator, head = self.people.settle(school, at, named=named)
        self.coordinators[school.pk], self.heads[school.pk] = coordinator, head
        if has_award:
            self.award(school, at)
        return school

    def award(self, school: School, at: datetime) -> None:
        """An award given some time before, so that its end lies within three years."""
        given = london_date(at) - timedelta(days=self.rng.randint(20, 300))
        award_flows.record(school, kind=AwardKind.INCLUSIVE_SCHOOL, awarded_on=given, by=self.staff, at=at)


def morning(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """An instant of this day in London."""
    return datetime.combine(day, time(hour, minute), tzinfo=LONDON)


@dataclass(order=True)
class _Waiting:
    at: datetime
    place: int
    step: Step = field(compare=False)
    script: Script = field(compare=False)


def run(
    scripts: Iterable[Script],
    *,
    until: datetime,
    rounds: Round | None = None,
    told: Callable[[Step], object] | None = None,
) -> int:
    """Take the steps of all scripts in the order of their instants, up to `until`; the number of steps taken.

    Before the first step of each new day the clock makes its rounds, as it does in the running product.
    """
    queue: list[_Waiting] = []
    places = count()

    def enter(script: Script) -> None:
        step = next(script, None)
        if step is not None and step.at <= until:
            heapq.heappush(queue, _Waiting(step.at, next(places), step, script))

    for script in scripts:
        enter(script)
    taken, today = 0, None
    while queue:
        waiting = heapq.heappop(queue)
        if rounds and waiting.at.date() != today:
            today = waiting.at.date()
            rounds(waiting.at)
        waiting.step.act()
        taken += 1
        if told:
            told(waiting.step)
        enter(waiting.script)
    if rounds:
        rounds(until)
    return taken
