"""The days of one's years, for a calendar."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.home.selectors import my_year as selectors
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.found import found
from iqm_coe.lib.year_line import YearStep
from schools.enums import SPEAKERS
from schools.querysets import schools_of


def _name(step: YearStep) -> str:
    """By which a calendar knows a day again, whatever it is called: one that is expected by a day may move."""
    if step.code:
        return f"expected-{step.code}" if step.code in selectors.UNCERTAIN else step.code
    if step.settles or step.within:
        way = "day-of" if step.settles else "on-the-way-to"
        return f"{way}-{step.settles or step.within}-{step.thing}"
    return "end"


def _days(mine: list[selectors.MyYear]) -> Iterator[tuple[int, YearStep, date]]:
    """Each day to come, with the number of its year."""
    for one in mine:
        for step in one.days:
            if step.on is not None:
                yield one.year.pk, step, step.on


def school_asked(request: SignedInRequest) -> int | None:
    """The school that the address names, of those for which this person speaks; any other is not there for them."""
    asked = request.GET.get("school", "")
    own = schools_of(request.user, *SPEAKERS)
    return found([one for one in own if str(one) == asked]) if asked else None


def _title(school: int | None) -> str:
    """What the calendar is called: of which school it is, where one was chosen."""
    title = _("IQM Centre of Excellence")
    return f"{title}: {selectors.names_of([school])[school]}" if school else title


@require_safe
def dates(request: SignedInRequest) -> HttpResponse:
    """All days to come of the years that are theirs, or of the school they chose, those that their page lists among
    them, as whole days that no other appointment clashes with. A day bears one number in both, so that who takes in
    both has it once; a school whose day is another than the one of all has a number of its own.
    """
    at = timezone.now()
    today, school = london_date(at), school_asked(request)
    mine = selectors.my_years(request.user, today, school)
    of_all = mine if school is None else selectors.my_years(request.user, today)
    shared = {(year, _name(step), on) for year, step, on in _days(of_all)}
    centres = {one.year.pk: one.year.centre.name for one in mine}
    calendar = Calendar.new(prodid="-//IQM//Centres of Excellence//EN", name=_title(school))
    for year, step, on in _days(mine):
        own = "" if (year, _name(step), on) in shared else f"-school-{school}"
        event = Event.new(
            uid=f"year-{year}-{_name(step)}{own}@{request.get_host()}",
            stamp=at,
            start=on,
            end=on + timedelta(days=1),
            summary=f"{step.label}: {centres[year]}",
            url=request.build_absolute_uri(step.url) if step.url else None,
        )
        event["TRANSP"] = "TRANSPARENT"
        calendar.add_component(event)
    answer = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="iqm-year.ics"'
    return answer
