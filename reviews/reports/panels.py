from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from centres.year.models.year import CentreYear
from centres.year.selectors.year import OwnYear
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.addresses import address
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.making import rows_of
from iqm_coe.lib.next_steps import Step, next_step
from iqm_coe.lib.panels import Panel, panel
from iqm_coe.lib.parts import Part, part_of
from iqm_coe.lib.tiles import Tile, tile
from iqm_coe.lib.undertakings import Undertaking, undertaking
from iqm_coe.lib.waiting import Waits, waiting
from iqm_coe.lib.year_line import YearStep, dated
from iqm_coe.lib.year_steps import InWords, StepOfYear, year_step
from reviews.reports import conf
from reviews.reports.enums import ReportState
from reviews.reports.models.pack import Pack
from reviews.reports.models.report import Report
from reviews.reports.models.seal import SealedPrint
from reviews.reports.selectors import pack as pack_selectors
from reviews.reports.selectors import report as report_selectors
from reviews.update.models.review import Review
from reviews.visits.enums import VisitState
from reviews.visits.models.visit import Visit
from schools.models.school import School
from schools.querysets import reads_every_school

REPORT = year_step(
    StepOfYear(
        code="report",
        order=50,
        label=gettext_lazy("Report"),
        thing=gettext_lazy("report"),
        anchor="schools",
        owed=report_selectors.reports_owed,
        told=report_selectors.reports_told,
        said=report_selectors.report_said,
        address=lambda report: address("reports:report", report),
        asked=report_selectors.report_asked,
        mailed=(("reports.report", "pk"), ("reports.factualcheck", "report_id")),
        shared=lambda user, centre: reads_every_school(user),
        shows_work=True,
        says_whom=(ReportState.FACTUAL,),
        told_apart=(ReportState.FACTUAL,),
    )
)


@dated
def answers_about_facts(user: User, years: Collection[int], on: date) -> Iterator[tuple[int, YearStep]]:
    """By when a school of theirs says whether the facts of its report are right."""
    for check in report_selectors.read_for_facts(user):
        review = check.report.review
        if review.year_id in years:
            words = _("Facts of the report on %s answered") % review.school.name
            page = report_selectors.answer_page(check, user)
            step = YearStep(words, "due", check.due_on, page, within=REPORT.code, thing=check.report_id)
            yield review.year_id, step


@panel("my_year", order=5)
def facts_in_a_sentence(user: User, own: OwnYear, on: date) -> Panel | None:
    """What is asked about a report, and what silence means (R24b): told also where something else is asked sooner."""
    rows = [
        InWords(report_selectors.facts_in_words(one, user), report_selectors.answer_page(one, user))
        for one in report_selectors.read_for_facts(user)
        if own.holds(one.report.review.year_id, one.report.review.school_id)
    ]
    return Panel("components/_in_words.html", {"rows": rows}) if rows else None


@part_of("review")
def report_after_the_visit(user: User, reviews: Sequence[Review]) -> dict[int, Part]:
    """The last report on each review, as far as this person may read it."""
    last = {report.review_id: report for report in _reports_on(user, tuple(review.pk for review in reviews))}
    return {pk: Part(_("Report"), address("reports:report", report.pk), report) for pk, report in last.items()}


@kept("reviews")
def _reports_on(user: User, reviews: tuple[int, ...]) -> QuerySet[Report]:
    return Report.objects.visible_to(user).filter(review__in=reviews).order_by("pk")


@next_step("record")
def report_to_write(user: User, review: Review, on: date) -> Step | None:
    """With the end of a record its report is next."""
    report = review.reports.in_the_making().first()
    words = _("Write the report.")
    return Step(words, url=address("reports:write_report", report.pk)) if report else None


@next_step("visit")
def reports_of_a_held_visit(user: User, visit: Visit, on: date) -> Step | None:
    """Whoever looks at a visit that was held reads where its reports are."""
    return report_selectors.step_after_the_visit(visit, user) if visit.state == VisitState.HELD else None


@panel("my visits", order=10)
def my_reports(user: User, subject: None, on: date) -> Panel:
    """An assessor's reports that are not issued yet."""
    return Panel("reports/_my_reports.html", {"reports": report_selectors.reports_in_the_making(user), "today": on})


@tile("my visits", order=20)
def reports_to_write(user: User, on: date) -> Tile:
    """Drafts, also those that came back."""
    drafts = [report for report in report_selectors.reports_in_the_making(user) if report.state == ReportState.DRAFT]
    return Tile(_("Reports to write"), len(drafts))


@panel("school", order=30)
def reports_of_the_school(user: User, school: School, on: date) -> Panel | None:
    """The school's reports, the newest first, as far as this person may read them."""
    rows = Report.objects.visible_to(user).filter(review__school=school).for_list()
    return (
        Panel("reports/_reports.html", {"rows": rows, "title": _("Reports")}, "all-reports", _("Reports"))
        if rows
        else None
    )


@panel("year", order=70)
def packs_of_the_year(user: User, year: CentreYear, on: date) -> Panel | None:
    """The person's review packs, and the button that builds one."""
    page = pack_selectors.packs_panel(year, user)
    return Panel("reports/_packs.html", {"panel": page}) if page.packs or page.can_ask else None


@tile("programme", order=50)
def reports_for_the_office(user: User, on: date) -> Tile:
    """To be checked, or to be issued."""
    url = address("reports:reports") + "?state=office"
    return Tile(_("Reports to check or to issue"), Report.objects.waiting_for_staff, url)


@waiting("documents", gettext_lazy("Documents to be made"))
def documents_in_the_making(at: datetime) -> tuple[Waits, ...]:
    """Packs and printed reports: those that wait and those that somebody makes."""
    return tuple(Waits(rows_of(kind).in_the_making(), "asked_at") for kind in (Pack, SealedPrint))


@undertaking(order=50)
def report_asked_of(school: School, on: date) -> Undertaking:
    """How long a school has for the facts of its report, and what its silence means (R24)."""
    days = conf.factual_days.get()
    words = ngettext(
        "Before the report is issued the school reads it for its facts, and its head answers. It has %d school day "
        "for that; its silence counts as a yes.",
        "Before the report is issued the school reads it for its facts, and its head answers. It has %d school days "
        "for that; its silence counts as a yes.",
        days,
    )
    return Undertaking(_("The report"), words % days)
