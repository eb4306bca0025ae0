"""One person's work: what waits for them and by when, what they wait for, and where they belong."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from centres.membership.querysets.centre import centres_of
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import kinds_of_whoever
from iqm_coe.home.models.work import WorkOwner
from iqm_coe.home.selectors.done import DoneToday, done_today, with_reminders
from iqm_coe.home.selectors.my_year import Mine, mine_of
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.next_steps import Step, step_for
from iqm_coe.lib.panels import Panel, panels_for
from iqm_coe.lib.worklist import Line, Owner, awaited_by, in_order, is_mine, keys_for, kinds, lines_for, rules_of
from schools.conditions.joining import who_answers
from schools.models.joining import Joining
from schools.models.school import School
from schools.querysets import schools_of
from schools.rules import speaks_for_schools_alone

SHOWN = 6
SUNDAY = 6
LATE, WEEK, SOON, OTHERS = "late", "week", "soon", "others"
GROUPS: Mapping[str, str | Promise] = {
    LATE: _("Late"),
    WEEK: _("This week"),
    SOON: _("Later"),
    OTHERS: _("With others"),
}
TIMES = (LATE, WEEK, SOON)


@dataclass(frozen=True)
class Group:
    """The lines of one time, or those that wait for somebody else."""

    code: str
    title: str | Promise
    lines: list[Line]


@dataclass(frozen=True)
class Kind:
    """How many lines come from one subject; `is_shown` where the list is narrowed to it."""

    name: str
    number: int
    is_shown: bool
    query: str  # of the address that narrows to it; of the one that is shown, that shows all again

    @property
    def is_none(self) -> bool:
        """The list is narrowed to it, and nothing of it waits."""
        return self.is_shown and not self.number


@dataclass(frozen=True)
class MyWork:
    """What waits for a person today, where they belong, and what they can do where nothing waits."""

    today: date
    groups: list[Group]
    kinds: list[Kind]
    is_everybodys: bool
    gives_work: bool
    done: DoneToday  # today, by the office
    first: list[Panel]  # what somebody comes for: above the list where nothing waits, else beside it
    panels: list[Panel]
    mine: Mine  # of somebody of a school
    is_this_year: bool  # the home of somebody of a school, who reads how their years stand
    step: Step | None
    has_no_role: bool
    asked: Joining | None  # a request to join a school, of somebody who has no other part here yet
    who_answers: str
    ended: IqmRole | None

    @property
    def lines(self) -> list[Line]:
        """What waits for them, without what waits for others."""
        return [line for group in self.groups if group.code != OTHERS for line in group.lines]

    @property
    def number(self) -> int:
        """How many lines wait in all, whichever kind is shown."""
        return sum(kind.number for kind in self.kinds)

    @property
    def none_of(self) -> Kind | None:
        """The kind to which the list is narrowed, where nothing of it waits."""
        return next((kind for kind in self.kinds if kind.is_none), None)

    @property
    def can_be_given(self) -> list[Line]:
        """Those of them that a colleague could do as well."""
        return [line for line in self.lines if line.is_shared]


def time_of(line: Line, on: date) -> str:
    """Late from the day after it was due; what has no day waits now, and so does what is due by Sunday."""
    if line.due_on is None:
        return WEEK
    if line.due_on < on:
        return LATE
    return WEEK if line.due_on <= on + timedelta(days=SUNDAY - on.weekday()) else SOON


def my_work(
    user: User,
    at: datetime,
    *,
    kind: str = "",
    is_everybodys: bool = False,
    school: int | None = None,
    told: bool = False,
) -> MyWork:
    """All lines of all roles. Schools and Centres are listed for people of schools, of whom those of several may read
    the year of one `school`; the office has its own lists. What was done lately is `told` to them where they ask: that
    takes as long as all their lines.
    """
    today, kind = london_date(at), kind if kind in kinds() else ""
    centres_of(user)  # first, since it brings along the roles that are asked for next
    own = schools_of(user)
    schools = list(School.objects.filter(pk__in=own).for_list()[:SHOWN]) if own else []
    gives_work = bool(user.iqm_roles)
    lines = owned(lines_for(user, today), user, today)
    mine = [line for line in lines if is_everybodys or is_mine(line)]
    others = with_reminders([line for line in lines if line not in mine] + awaited_by(user, today), today)
    has_no_role = not schools and not user.iqm_roles
    waiting = user.joinings.waiting().select_related("school").order_by("-pk")
    asked: Joining | None = waiting.first() if has_no_role else None
    return MyWork(
        today=today,
        groups=_grouped([line for line in mine if kind in {"", line.kind}], others if not kind else (), today),
        kinds=_kinds(mine, kind, is_everybodys=is_everybodys),
        is_everybodys=is_everybodys,
        gives_work=gives_work,
        done=done_today(user, today) if told or gives_work else DoneToday(),
        first=panels_for("work.first", user, schools, today),
        panels=panels_for("work", user, schools, today),
        mine=mine_of(user, today, school),
        is_this_year=speaks_for_schools_alone(user, None),
        step=None if lines else step_for("work", user, schools, today),
        has_no_role=has_no_role,
        asked=asked,
        who_answers=who_answers(asked) if asked else "",
        ended=_last_role_at_iqm(user) if has_no_role else None,
    )


def colleagues_for(mine: MyWork) -> list[tuple[str, str]]:
    """To whom lines of this list may be given: numbers and names of those whose role is enough for one of them."""
    shared = mine.can_be_given if mine.gives_work else []
    if not shared:
        return []
    kinds = kinds_of_whoever(*rules_of(shared))
    return [(str(row.pk), row.name) for row in _colleagues(tuple(sorted(kinds)))]


@kept()
def _colleagues(kinds: tuple[str, ...]) -> QuerySet[User]:
    rows: QuerySet[User] = User.objects.colleagues(kinds)
    return rows


def owned(lines: list[Line], user: User, on: date) -> list[Line]:
    """With whoever of the office sees to each, who gave it to them, and since when: for them it is there since then.
    What does not wait for its owner any more, who has a part in the Centre now, is with nobody again.
    """
    if not user.iqm_roles:
        return lines
    rows = list(_standing(user, tuple(sorted({line.key for line in lines}))))
    theirs = _theirs([row for row in rows if row.owner_id != user.pk], on)
    stand = [row for row in rows if row.owner_id == user.pk or (row.owner_id, row.key) in theirs]
    owners = {row.key: _owner(row, user) for row in stand}
    return [_with_owner(line, owners.get(line.key, line.owner)) for line in lines]


def _theirs(rows: Iterable[WorkOwner], on: date) -> set[tuple[int, str]]:
    """Which lines wait for whom, of the offers that these are of."""
    offers, owners = defaultdict[int, set[str]](set), {row.owner_id: row.owner for row in rows}
    for row in rows:
        offers[row.owner_id].add(row.key.partition(":")[0])
    return {(pk, key) for pk, names in offers.items() for key in keys_for(owners[pk], names, on)}


def _with_owner(line: Line, owner: Owner | None) -> Line:
    """Whoever takes it by themselves had it before; whoever was given it has it since then, which all are told."""
    since = max(line.since, owner.since) if owner and owner.given_by else line.since
    return replace(line, owner=owner, since=since)


@kept()
def _standing(user: User, keys: tuple[str, ...]) -> QuerySet[WorkOwner]:
    return WorkOwner.objects.visible_to(user).standing().filter(key__in=keys)


def _owner(row: WorkOwner, user: User) -> Owner:
    given_by = "" if row.given_by_id == row.owner_id else row.given_by.name
    return Owner(row.owner.name, row.given_at, given_by, row.owner_id == user.pk, row.given_by_id == user.pk, row.why)


def _grouped(mine: Iterable[Line], others: Iterable[Line], today: date) -> list[Group]:
    of: dict[str, list[Line]] = {code: [] for code in GROUPS}
    for line in mine:
        of[time_of(line, today)].append(line)
    of[OTHERS] = sorted(others, key=lambda line: (TIMES.index(time_of(line, today)), *in_order(line)))
    return [Group(code, GROUPS[code], lines) for code, lines in of.items() if lines]


def _kinds(lines: Iterable[Line], shown: str, *, is_everybodys: bool) -> list[Kind]:
    """Each of which there are lines, and the one that is shown also where there are none."""
    counted = Counter([line.kind for line in lines])
    if shown:
        counted.setdefault(shown, 0)
    kept = {"of": "everybody"} if is_everybodys else {}
    queries = {name: urlencode(kept if name == shown else {**kept, "kind": name}) for name in counted}
    return [Kind(name, number, name == shown, queries[name]) for name, number in counted.most_common()]


def _last_role_at_iqm(user: User) -> IqmRole | None:
    """The role at IQM that somebody held last, of those who hold none now."""
    return IqmRole.objects.filter(user=user).select_related("ended_by").order_by("-ended_at").first()
