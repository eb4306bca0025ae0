"""What stands in a review pack: of everything, only what its receiver may see (R27, R44)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet, Sum, Value
from django.db.models.functions import Length

from centres.membership.conditions import eligibility
from centres.membership.models.access import CentreAccess
from centres.membership.models.centre import Centre
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.conf import values_of
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.letterhead import LETTERHEAD
from iqm_coe.lib.names import in_order
from iqm_coe.lib.panels import Panel, panels_for
from iqm_coe.lib.permissions import may
from reviews.reports.enums import ReportState
from reviews.reports.models.pack import Pack
from reviews.reports.models.report import Report
from reviews.reports.selectors.seal import printed
from reviews.update.models.answer import TEXTS, Answer
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
    """A whole pack, whose number is 0, or one part of a large one. What the rooms below tell of the Centre stands
    before the first school and after the last.
    """

    centre: Centre
    year: CentreYear
    receiver: User
    made_on: date
    members: list[eligibility.Eligibility]
    adviser: User | None
    number: int
    letterhead: dict[str, object]
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


def signs_of(year: CentreYear, user: User) -> dict[int, int]:
    """How many signs of text each school's part will have, by its key, as far as the receiver sees it."""
    texts = sum((Length(name) for name in TEXTS), Value(0))
    answers = Answer.objects.visible_to(user).filter(review__year=year).order_by()
    signs = Counter(dict(answers.values_list("review__school").annotate(signs=Sum(texts))))
    reports = Report.objects.visible_to(user).filter(review__year=year, state=ReportState.ISSUED, replaced_by=None)
    signs.update(dict(reports.order_by().values_list("review__school", Length("sealed__content"))))
    return dict(signs)


def pack_content(
    year: CentreYear, user: User, parts: list[SchoolPart], at: datetime, *, number: int = 0, is_last: bool = True
) -> PackContent:
    """What belongs to the whole Centre, around the parts of these schools."""
    today = london_date(at)
    access = CentreAccess.objects.adviser_of(year.centre_id)
    is_first = number <= 1
    return PackContent(
        centre=year.centre,
        year=year,
        receiver=user,
        made_on=today,
        members=eligibility.computed(year.centre, today) if is_first else [],
        adviser=access.user if access else None,
        number=number,
        letterhead=values_of(LETTERHEAD),
        before=panels_for("pack.before", user, year, today) if is_first else [],
        shown=[part for part in parts if part.review],
        not_shown=schools_not_shown(year, user) if is_last else [],
        after=panels_for("pack.after", user, year, today) if is_last else [],
    )


def schools_not_shown(year: CentreYear, user: User) -> list[School]:
    """Schools of the year whose update the receiver may not see."""
    seen = set(Review.objects.visible_to(user).filter(year=year).values_list("school", flat=True))
    return [school for school in schools_of_pack(year, user) if school.pk not in seen]


@dataclass(frozen=True)
class PacksPanel:
    """A person's packs of a year, newest first, and whether they may ask for one."""

    year: CentreYear
    packs: list[Pack]
    can_ask: bool


@kept("year")
def _asked(user: User, year: int) -> QuerySet[Pack, int]:
    return Pack.objects.filter(asked_by=user, year=year).order_by().values_list("pk", flat=True)[:1]


@kept("year")
def _packs(user: User, year: int) -> QuerySet[Pack]:
    return Pack.objects.visible_to(user).filter(year=year).select_related("document")[:3]


def packs_panel(year: CentreYear, user: User) -> PacksPanel:
    """The last few; older ones stay reachable by their address."""
    packs = _packs(user, year.pk) if _asked(user, year.pk) else []  # most people never have: no need to look on
    return PacksPanel(year=year, packs=packs, can_ask=may(user, "reports.ask_pack", year))
