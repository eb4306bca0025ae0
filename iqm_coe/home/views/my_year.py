"""The days of one's years, for a calendar."""

from datetime import timedelta

from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import slugify
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
    """By which a calendar knows a day again: one that is expected by a day may move."""
    return f"expected-{step.code}" if step.code in selectors.UNCERTAIN else slugify(str(step.label))


def school_asked(request: SignedInRequest) -> int | None:
    """The school that the address names, of those for which this person speaks; any other is not there for them."""
    asked = request.GET.get("school", "")
    own = schools_of(request.user, *SPEAKERS)
    return found([one for one in own if str(one) == asked]) if asked else None


@require_safe
def dates(request: SignedInRequest) -> HttpResponse:
    """All days to come of the years that are theirs, or of the school they chose, those that their page lists among
    them, as whole days that no other appointment clashes with.
    """
    at = timezone.now()
    today, school = london_date(at), school_asked(request)
    calendar = Calendar.new(prodid="-//IQM//Centres of Excellence//EN", name=str(_("IQM Centre of Excellence")))
    of_school = f"school-{school}-" if school else ""
    for mine in selectors.my_years(request.user, today, school):
        for step in mine.days:
            if step.on is None:
                continue
            event = Event.new(
                uid=f"{of_school}year-{mine.year.pk}-{_name(step)}@{request.get_host()}",
                stamp=at,
                start=step.on,
                end=step.on + timedelta(days=1),
                summary=f"{step.label}: {mine.year.centre.name}",
                url=request.build_absolute_uri(step.url) if step.url else None,
            )
            event["TRANSP"] = "TRANSPARENT"
            calendar.add_component(event)
    answer = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="iqm-year.ics"'
    return answer
