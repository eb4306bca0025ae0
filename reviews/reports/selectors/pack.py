"""What stands in a review pack: of everything, only what its receiver may see (R27, R44)."""

from dataclasses import dataclass
from datetime import date, datetime

from centres.membership.conditions import eligibility
from centres.membership.models.access import CentreAccess
from centres.membership.models.centre import Centre
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.names import in_order
from iqm_coe.lib.panels import Panel, panels_for
from iqm_coe.lib.permissions import may
from reviews.reports.enums import ReportState
from reviews.reports.models.pack import Pack
from reviews.reports.models.report import Report
from reviews.reports.selectors.seal import printed
from reviews.update.models.answer import Answer
from reviews.update.models.review import Review
from reviews.update.models.target import TargetProgress
from schools.models.school import School


@dataclass(frozen=True)
class SchoolPart:
    """One school of the Centre: its update and its issued report, as far as the receiver sees them."""

    school: School
    review: Review | None
    answers: list[Answer]
    progress: list[TargetProgress]
    report: dict[str, object] | None


@dataclass(frozen=True)
class PackContent:
    """The whole pack; what the rooms below tell of the Centre stands before and after its schools."""

    centre: Centre
    year: CentreYear
    receiver: User
    made_on: date
    members: list[eligibility.Eligibility]
    adviser: User | None
    before: list[Panel]
    shown: list[SchoolPart]
    not_shown: list[School]
    after: list[Panel]


def schools_of_pack(year: CentreYear, user: User) -> list[School]:
    """The schools with a review in this year, by name."""
    return [review.school for review in year.reviews.select_related("school").order_by(in_order("school__name"), "pk")]


def school_part(year: CentreYear, school: School, user: User) -> SchoolPart:
    """One school's part; empty where the receiver may not see it."""
    rows = Review.objects.visible_to(user).filter(year=year, school=school)
    review = rows.select_related("school", "framework").first()
    if review is None:
        return SchoolPart(school, None, [], [], None)
    answers = Answer.objects.visible_to(user).filter(review=review).select_related("element")
    reads_all = len(answers) == review.framework.elements.count()
    progress = review.progress_on_targets.select_related("target") if reads_all else []
    return SchoolPart(
        school=school,
        review=review,
        answers=list(answers.prefetch_related("links", "files")),
        progress=list(progress),
        report=_issued(review, user),
    )


def _issued(review: Review, user: User) -> dict[str, object] | None:
    """The content of the issued report exactly as it was sealed, with its code and hash."""
    rows = Report.objects.visible_to(user).filter(review=review, state=ReportState.ISSUED, replaced_by=None)
    report = rows.select_related("sealed").first()
    return printed(report.sealed) if report else None


def pack_content(year: CentreYear, user: User, parts: list[SchoolPart], at: datetime) -> PackContent:
    """What belongs to the whole Centre, around the schools' parts."""
    today = london_date(at)
    access = CentreAccess.objects.adviser_of(year.centre_id)
    return PackContent(
        centre=year.centre,
        year=year,
        receiver=user,
        made_on=today,
        members=eligibility.computed(year.centre, today),
        adviser=access.user if access else None,
        before=panels_for("pack.before", user, year, today),
        shown=[part for part in parts if part.review],
        not_shown=[part.school for part in parts if not part.review],
        after=panels_for("pack.after", user, year, today),
    )


@dataclass(frozen=True)
class PacksPanel:
    """A person's packs of a year, newest first, and whether they may ask for one."""

    year: CentreYear
    packs: list[Pack]
    can_ask: bool


def packs_panel(year: CentreYear, user: User) -> PacksPanel:
    """The last few; older ones stay reachable by their address."""
    has_asked = Pack.objects.filter(asked_by=user, year=year).exists()  # most people never have: no need to look on
    packs = Pack.objects.visible_to(user).filter(year=year).select_related("document")[:3] if has_asked else []
    return PacksPanel(year=year, packs=list(packs), can_ask=may(user, "reports.ask_pack", year))
