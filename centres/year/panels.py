from collections.abc import Iterable, Iterator
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, TypedDict
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from centres.membership.enums import CentreState
from centres.membership.models.centre import Centre
from centres.membership.querysets.access import advisers_told
from centres.year import conf
from centres.year.conditions.year import year_dates
from centres.year.enums import ActivityState, PlanKind
from centres.year.models.activity import Activity
from centres.year.models.plan import Plan, PlanVersion
from centres.year.models.year import CentreYear
from centres.year.selectors import plan as plan_selectors
from centres.year.selectors import standing as standing_selectors
from centres.year.selectors import year as year_selectors
from iqm_coe.accounts.models.user import User
from iqm_coe.files.handed_in import HandedIn, handed_in
from iqm_coe.lib.addresses import address
from iqm_coe.lib.dates import end_of_month_of_year
from iqm_coe.lib.evidence import Pointer, evidence
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.panels import Panel, panel, tasks_panel
from iqm_coe.lib.permissions import may
from iqm_coe.lib.templatetags.words import long_date, short_date
from iqm_coe.lib.tiles import Tile, tile
from iqm_coe.lib.undertakings import Undertaking, undertaking
from iqm_coe.lib.year_steps import StepOfYear, year_step
from schools.models.school import School

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

SHOWN, MOST_READ = 5, 200


PLANS = year_step(
    StepOfYear(
        code="plans",
        order=20,
        label=gettext_lazy("Plans"),
        thing=gettext_lazy("plans"),
        anchor="plans",
        owed=plan_selectors.plans_owed,
        told=plan_selectors.plans_told,
        said=plan_selectors.plan_said,
        address=lambda plan: address("year:plan", plan),
        asked=plan_selectors.plan_asked,
        mailed=(("year.plan", "pk"),),
    )
)


@panel("school.line", order=10)
def standing_of_the_school(user: User, school: School, on: date) -> Panel | None:
    """How the school stands in the year that runs, in sentences."""
    told = standing_selectors.standing_of(school, user, on)
    return Panel("year/_standing.html", {"told": told}, "standing", _("This year")) if told else None


@panel("year", order=30)
def plans_of_the_year(user: User, year: CentreYear, on: date) -> Panel:
    """The three plans, each with its state and its day."""
    rows = plan_selectors.plan_rows(year)
    return Panel("year/_plans.html", {"rows": rows, "centre": year.centre, "today": on})


@panel("centre.main", order=15)
def activities_of_the_centre(user: User, centre: Centre, on: date) -> Panel | None:
    """Those nearest to this day, before and after, with a way to all; here all for whom that list does not open, since
    one before the first year stands on no other page.
    """
    rows = _activities_of(user, centre.pk)
    shown = SHOWN if may(user, "year.list_activities") else len(rows)
    nearest = sorted(rows, key=lambda activity: abs(activity.held_on - on))[:shown]
    return _activities(sorted(nearest, key=attrgetter("held_on", "pk"), reverse=True), centre, user, of=len(rows))


@panel("year", order=35)
def activities_of_the_year(user: User, year: CentreYear, on: date) -> Panel | None:
    """All whose day lies in the year."""
    return _activities(_activities_in(user, year.centre_id, year.opens_on, year.closes_on), year.centre, user)


@panel("pack.after", order=10)
def activities_in_the_pack(user: User, year: CentreYear, on: date) -> Panel:
    """What the schools did together, who was there, and what came of it."""
    rows = _held(user, year.centre_id, year.opens_on, year.closes_on).exclude(state=ActivityState.CALLED_OFF)
    return Panel("pdf/_pack_activities.html", {"rows": rows.prefetch_related("attendances__school")})


def _held(user: User, centre: int, since: date, until: date) -> QuerySet[Activity]:
    return Activity.objects.visible_to(user).filter(centre=centre, held_on__range=(since, until))


class ThoseThere(TypedDict):
    schools: int
    staff: int


def _counted(rows: QuerySet[Activity]) -> "QuerySet[WithAnnotations[Activity, ThoseThere]]":
    """With the schools that were there, and how many of their staff."""
    were_there = Count("attendances", filter=Q(attendances__staff__isnull=False))
    return rows.annotate(schools=were_there, staff=Sum("attendances__staff")).order_by("-held_on", "-pk")


@kept("centre")
def _activities_of(user: User, centre: int) -> "QuerySet[WithAnnotations[Activity, ThoseThere]]":
    """The last ones of a Centre."""
    return _counted(Activity.objects.visible_to(user).filter(centre=centre))[:MOST_READ]


@kept("centre", "since", "until")
def _activities_in(
    user: User, centre: int, since: date, until: date
) -> "QuerySet[WithAnnotations[Activity, ThoseThere]]":
    return _counted(_held(user, centre, since, until))


def _activities(
    rows: "Iterable[WithAnnotations[Activity, ThoseThere]]", centre: Centre, user: User, *, of: int = 0
) -> Panel | None:
    """Counted ones, maybe some `of` more. Nothing where there is nothing to read or to do."""
    items = [
        {
            "label": f"{short_date(activity.held_on)}: {activity}",
            "url": address("year:activity", activity.pk),
            "status": activity,
            "hint": _where(activity.place, activity.schools, activity.staff),
        }
        for activity in rows
    ]
    can_plan = centre.state != CentreState.CLOSED and may(user, "year.record_activity", centre)
    action, url = (_("Plan or record one"), address("year:plan_activity", centre.pk)) if can_plan else ("", "")
    empty = _("No meeting, visit or training of the schools is written down yet.")
    every = f"{address('year:activities')}?{urlencode({'centre': centre.name})}"
    panel = tasks_panel(
        _("Collaborative activities"), items, empty=empty, action=action, action_url=url, of=of, all_url=every
    )
    return panel if items or can_plan else None


def _where(place: str, schools: int, staff: int) -> str:
    """Where, and where it was held already how many were there."""
    if not schools:
        return place
    there = ngettext("%d school", "%d schools", schools) % schools
    return f"{place} · {there}, {_('%d staff') % staff}"


@evidence("centre", order=10)
def activities_that_were_held(user: User, centre: Centre) -> Iterator[Pointer]:
    """What the schools of the Centre did together, the last first."""
    rows = Activity.objects.visible_to(user).filter(centre=centre, state=ActivityState.HELD)
    for activity in rows:
        title = f"{short_date(activity.held_on)}: {activity}"
        yield Pointer(address("year:activity", activity.pk), title)


@panel("pack.before", order=10)
def plans_in_the_pack(user: User, year: CentreYear, on: date) -> Panel:
    """The three plans, each with the version that counts."""
    return Panel("pdf/_pack_plans.html", {"rows": plan_selectors.lodged_plans(year, user)})


@panel("centre.line", order=20)
def running_year(user: User, centre: Centre, on: date) -> Panel | None:
    """The year that runs, as a line."""
    years = year_selectors.years_of(centre)
    year = next((one for one in years if one.holds(on)), None)
    steps = year_selectors.line_of(year, user, on) if year else []
    return Panel("year/_year_line.html", {"steps": steps, "today": on}) if steps else None


@panel("centre.tabs", order=10)
def years_of_the_centre(user: User, centre: Centre, on: date) -> Panel | None:
    """The Centre and its years lead to each other."""
    years = year_selectors.years_of(centre)
    return Panel("year/_tabs_of_centre.html", {"centre": centre, "years": years, "year": None}) if years else None


@panel("year", order=5)
def schools_of_the_year(user: User, year: CentreYear, on: date) -> Panel:
    """Each school with what it owes at every step, as far as this person may read it."""
    return Panel("year/_matrix.html", {"matrix": standing_selectors.matrix_of(year, user, on), "centre": year.centre})


@panel("centre.aside", order=20)
def adviser_of_the_centre(user: User, centre: Centre, on: date) -> Panel | None:
    """The Centre's specific adviser, and how to reach them."""
    adviser = next(iter(advisers_told(centre.pk)), None)
    can_appoint = centre.state == CentreState.ACTIVE and may(user, "year.appoint_adviser", centre)
    context = {"centre": centre, "adviser": adviser, "can_appoint": can_appoint}
    return Panel("year/_adviser.html", context) if adviser or can_appoint else None


@evidence("centre", order=20)
def plans_that_were_lodged(user: User, centre: Centre) -> Iterator[Pointer]:
    """Every plan that was lodged, the newest year first."""
    lodged = Plan.objects.visible_to(user).filter(year__centre=centre).lodged_once().for_list()
    for plan in lodged.order_by("-year__number", "pk"):
        yield Pointer(address("year:plan", plan.pk), f"{plan.year}: {plan}")


@tile("programme", order=40)
def plans_to_read(user: User, on: date) -> Tile:
    """Plans that were lodged and that nobody has judged."""
    return Tile(_("Plans to read"), Plan.objects.waiting_for_staff, address("year:plans") + "?state=lodged")


@handed_in(PlanVersion)
def version_handed_in(version: PlanVersion) -> HandedIn:
    """A version, by whoever lodged it."""
    return HandedIn(version.lodged_by_id, version.lodged_at, address("year:plan", version.plan_id))


@undertaking(order=5)
def the_year(school: School, on: date) -> Undertaking:
    """How long a year lasts, on the example of one that opens on this day."""
    opens_on, closes_on = year_dates(on)
    words = _(
        "The first year of a Centre opens on the day of its approval, and the next by itself when that is over. One "
        "that opened on %(opens)s would last until %(closes)s; the days below are those of such a year."
    )
    return Undertaking(_("The year"), words % {"opens": long_date(opens_on), "closes": long_date(closes_on)})


@undertaking(order=20)
def plans_asked(school: School, on: date) -> Undertaking:
    """The plans are the Centre's; who lodges them and by when (R14)."""
    words = _(
        "The Centre lodges %(n)d plans a year: %(kinds)s. They are due at the end of month %(month)d of its year, by "
        "%(day)s. The lead school lodges them, or the school that it names."
    )
    month = conf.plan_due_month.get()
    kinds = "; ".join(str(kind.label) for kind in PlanKind)
    facts = {"n": len(PlanKind), "kinds": kinds, "month": month, "day": long_date(end_of_month_of_year(on, month))}
    return Undertaking(_("Plans"), words % facts)
