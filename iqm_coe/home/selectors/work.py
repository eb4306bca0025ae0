"""One person's work: what waits for them, and where they belong."""

from dataclasses import dataclass
from datetime import date, datetime

from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.next_steps import Step, step_for
from iqm_coe.lib.panels import Panel, panels_for
from iqm_coe.lib.worklist import Line, lines_for
from schools.conditions.joining import who_answers
from schools.models.joining import Joining
from schools.models.school import School
from schools.querysets import schools_of

SHOWN = 6


@dataclass(frozen=True)
class MyWork:
    """What waits for a person today, where they belong, and what they can do where nothing waits."""

    today: date
    lines: list[Line]
    panels: list[Panel]
    step: Step | None
    has_no_role: bool
    asked: Joining | None  # a request to join a school, of somebody who has no other part here yet
    who_answers: str
    ended: IqmRole | None


def my_work(user: User, at: datetime) -> MyWork:
    """All lines of all roles. Schools and Centres are listed for people of schools; the office has its own lists."""
    today = london_date(at)
    own = schools_of(user)
    schools = list(School.objects.filter(pk__in=own).for_list()[:SHOWN]) if own else []
    lines = lines_for(user, today)
    has_no_role = not schools and not user.iqm_roles
    waiting = user.joinings.waiting().select_related("school").order_by("-pk")
    asked: Joining | None = waiting.first() if has_no_role else None
    return MyWork(
        today=today,
        lines=lines,
        panels=panels_for("work", user, schools, today),
        step=None if lines else step_for("work", user, schools, today),
        has_no_role=has_no_role,
        asked=asked,
        who_answers=who_answers(asked) if asked else "",
        ended=_last_role_at_iqm(user) if has_no_role else None,
    )


def _last_role_at_iqm(user: User) -> IqmRole | None:
    """The role at IQM that somebody held last, of those who hold none now."""
    return IqmRole.objects.filter(user=user).select_related("ended_by").order_by("-ended_at").first()
