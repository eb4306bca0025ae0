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
from iqm_coe.lib.year_line import YearStep


def _name(step: YearStep) -> str:
    """By which a calendar knows a day again: one that is expected by a day may move."""
    return f"expected-{step.code}" if step.code in selectors.UNCERTAIN else slugify(str(step.label))


@require_safe
def dates(request: SignedInRequest) -> HttpResponse:
    """All days to come of the years that are theirs, those that their page lists among them, as whole days that no
    other appointment clashes with.
    """
    at = timezone.now()
    today = london_date(at)
    calendar = Calendar.new(prodid="-//IQM//Centres of Excellence//EN", name=str(_("IQM Centre of Excellence")))
    for mine in selectors.my_years(request.user, today):
        for step in mine.days:
            if step.on is None:
                continue
            event = Event.new(
                uid=f"year-{mine.year.pk}-{_name(step)}@{request.get_host()}",
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
