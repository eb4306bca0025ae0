"""What is read of the steps of Centre years: every single thing that is owed, and each step of a year together."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from functools import cache, reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

from iqm_coe.lib.kept_questions import Sql, kept
from iqm_coe.lib.people import Person
from iqm_coe.lib.per_request import per_request
from iqm_coe.lib.postgresql.answers import Params, answered, with_values
from iqm_coe.lib.year_steps import Owed, SomeYears, StepOfYear, Tally, steps_in_order, steps_of_schools

_OWED = (
    *("of_year", "of_school", "was_done", "was_begun", "due_by", "done_by", "whose_turn", "word", "leads_to"),
    "with_since",
)
_STANDS = ("of_year", "was_done", "due_by")
_COUNTED = ("of_year", "was_done", "was_begun", "due_by", "done_by", "whose_turn")
# Place and `_OWED`, as `Owed` takes them.
_Row = tuple[int, int, int, bool, bool, date | None, date | None, int, str, int | None, date | None]
# Around the rows of all steps, each of which says once what it is: grouped by Django, every aggregate would say it
# again and have it reckoned again.
_TALLIED = """
    SELECT place, of_year, count(*), count(*) FILTER (WHERE was_done), count(*) FILTER (WHERE was_begun),
        count(*) FILTER (WHERE is_late), min(due_by) FILTER (WHERE NOT was_done), max(done_by) FILTER (WHERE was_done),
        coalesce(bit_or(whose_turn) FILTER (WHERE NOT was_done), 0),
        coalesce(bit_or(whose_turn) FILTER (WHERE is_late), 0)
    FROM (SELECT *, NOT was_done AND due_by < %s AS is_late FROM ({}) AS owed) AS told GROUP BY place, of_year
"""
# Each step is grouped by itself first. The years stand in it as they are, with their day: by a parameter the database
# would plan for a ninth of them. Of a year the steps are bits, by their places.
_STOOD = """
    WITH asked AS MATERIALIZED ({years})
    SELECT of_year, bit_or(1 << place), coalesce(bit_or(1 << place) FILTER (WHERE NOT is_done), 0),
        coalesce(bit_or(1 << place) FILTER (WHERE due_on < %s), 0), min(due_on)
    FROM ({steps}) AS told GROUP BY of_year
"""
_STEP_STOOD = """
    SELECT {place} AS place, of_year, bool_and(was_done) AS is_done, min(due_by) FILTER (WHERE NOT was_done) AS due_on
    FROM ({rows}) AS owed GROUP BY of_year
"""
_ASKED = RawSQL("SELECT asked.pk FROM asked", ())


class Stood(NamedTuple):
    """Where the steps of one year stand: which are done, which are not, which are late; the first day of what is not
    done.
    """

    done: tuple[str, ...] = ()
    still_open: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    due_on: date | None = None


def stood(user: Person, years: Sql | None, on: date) -> dict[int, Stood]:
    """By year where its steps stand, in the order of the steps and by their codes: what hundreds of years are narrowed
    and sorted by. `years` gives the number of each as `pk`.
    """
    steps = [step.code for step in steps_in_order()]
    asked = [_stood_at(place, *found) for place in range(len(steps)) if (found := _step_of.sql(user, place, on))]
    if years is None or not asked:  # of no year at all
        return {}
    text = _STOOD.format(years=with_values(*years), steps=" UNION ALL ".join(text for text, _params in asked))
    rows = answered(text, [on, *(one for _text, params in asked for one in params)])
    codes = cache(lambda bits: tuple(code for place, code in enumerate(steps) if bits >> place & 1))
    alike = cache(lambda told, still, late, due_on: Stood(codes(told & ~still), codes(still), codes(late), due_on))
    return {pk: alike(told, still_open, late, due_on) for pk, told, still_open, late, due_on in rows}


def _stood_at(place: int, sql: str, params: Params) -> Sql:
    return _STEP_STOOD.format(place=place, rows=sql), params


@kept("on")
def _step_of(user: Person, place: int, on: date) -> QuerySet[Model, tuple[int, bool, date | None]]:
    """Of one step what is read of the years that the text around it asks for."""
    rows: QuerySet[Model, tuple[int, bool, date | None]]
    rows = steps_in_order()[place].owed(user, _ASKED, on).told(place, _STANDS).values_list(*_STANDS)
    return rows


def tallies_of(user: Person, years: SomeYears, on: date) -> dict[int, dict[str, Tally]]:
    """By year, each step that has anything in it, by its code: one question to the database for all steps and years."""
    steps, found = steps_in_order(), defaultdict[int, dict[str, Tally]](dict)
    asked = _rows_of.sql(user, _fixed(years), on)
    if asked is None:  # of no year at all
        return found
    for row in answered(_TALLIED.format(asked[0]), [on, *asked[1]]):
        found[row[1]][steps[row[0]].code] = Tally(*row)
    return found


def owed_in(user: Person, years: SomeYears, on: date) -> list[tuple[StepOfYear, Owed]]:
    """Every single thing of these years with its step: one question to the database."""
    steps = steps_in_order()
    return [(steps[row[0]], Owed(*row)) for row in _rows_of(user, _fixed(years), on, _OWED)]


def owed_by(
    user: Person, years: SomeYears, on: date, *, school: int | None = None, but: Collection[str] = ()
) -> list[tuple[StepOfYear, Owed]]:
    """Every thing that schools owe in these years, or one school, in the order of the steps; also of steps that are
    told of schools alone.
    """

    def ask() -> list[tuple[StepOfYear, Owed]]:
        steps = steps_of_schools()
        rows = _rows_of(user, _fixed(years), on, _OWED, school, of_schools=True)
        return sorted(((steps[row[0]], Owed(*row)) for row in rows), key=lambda one: (one[0].order, one[1].thing or 0))

    owed = per_request(("owed by", user.pk, tuple(years), on, school), ask)
    return [(step, one) for step, one in owed if step.code not in but]


def tallies_of_one(user: Person, year: int, on: date) -> dict[str, Tally]:
    """The tallies of one year, reckoned from its rows, which its page shows anyway."""
    return _tallied(owed_by(user, [year], on), on).get(year, {})


def tallies_of_school(user: Person, years: SomeYears, on: date, school: int) -> dict[int, dict[str, Tally]]:
    """The same of one school alone, by year: a step at which nothing is asked of it is left out."""
    return _tallied(owed_by(user, years, on, school=school), on)


def _tallied(rows: Iterable[tuple[StepOfYear, Owed]], on: date) -> dict[int, dict[str, Tally]]:
    of_step: dict[tuple[int, StepOfYear], list[Owed]] = defaultdict(list)
    for step, owed in rows:
        if step.on_line:
            of_step[owed.year, step].append(owed)
    found: dict[int, dict[str, Tally]] = defaultdict(dict)
    for (year, step), owed_at_it in of_step.items():
        found[year][step.code] = _tally(owed_at_it, on)
    return found


def _tally(owed: list[Owed], on: date) -> Tally:
    """As `_TALLIED` reckons it."""
    still_open = [one for one in owed if not one.is_done]
    late = [one for one in still_open if one.due_on and one.due_on < on]
    return Tally(
        step=owed[0].step,
        year=owed[0].year,
        total=len(owed),
        done=len(owed) - len(still_open),
        begun=sum(one.is_begun for one in owed),
        late=len(late),
        due_on=min((one.due_on for one in still_open if one.due_on), default=None),
        done_on=max((one.done_on for one in owed if one.is_done and one.done_on), default=None),
        open_with=reduce(or_, (one.turn for one in still_open), 0),
        late_with=reduce(or_, (one.turn for one in late), 0),
    )


def _fixed(years: SomeYears) -> SomeYears:
    return years if isinstance(years, QuerySet) else tuple(years)


@kept("years", "on", "school")
def _rows_of(
    user: Person,
    years: SomeYears,
    on: date,
    columns: tuple[str, ...] = _COUNTED,
    school: int | None = None,
    *,
    of_schools: bool = False,
) -> QuerySet[Model, _Row]:
    """One question for the rows of all steps, or for those of one school; `place` says of which step."""
    asked = [step.owed(user, years, on) for step in (steps_of_schools() if of_schools else steps_in_order())]
    of_school = [owed if school is None else owed.of_school(school) for owed in asked]
    first, *others = [owed.told(place, columns).values_list("place", *columns) for place, owed in enumerate(of_school)]
    together: QuerySet[Model, _Row] = first.union(*others, all=True)
    return together
