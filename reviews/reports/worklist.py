"""What waits for somebody about plans for development and reports."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from centres.membership.conditions.interest import without_interest_of
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_assessor, is_staff
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.permissions import may
from iqm_coe.lib.worklist import Line, awaited, offer
from iqm_coe.lib.year_steps import so
from reviews.reports.conditions.report import has_lost_its_writer
from reviews.reports.enums import Recommendation, ReportState
from reviews.reports.models.report import Report
from reviews.reports.querysets.report import ReportQuerySet
from reviews.reports.selectors.returning import came_at
from reviews.visits.models.development import PlanSignature
from reviews.visits.models.visit import Visit
from schools.enums import SPEAKERS
from schools.querysets import writes_at
from schools.rules import speaks_somewhere

Told = QuerySet[Any]  # reports, each with the instant from which it is with whoever has it


def _drafts_of(user: User) -> ReportQuerySet:
    """The drafts with which this assessor may go on."""
    visits = Visit.objects.without_conflict_of(user).filter(covers__review=OuterRef("review_id"))
    return Report.objects.visible_to(user).filter(
        Exists(visits), author=user, finished_by=None, state=ReportState.DRAFT
    )


def _line(
    report: Any,  # a report with when it came to whoever has it now
    reason: str,
    action: str,
    page: str,
    *,
    waiting: str,
    due_on: date | None = None,
    about: tuple[str, int] | None = None,
) -> Line:
    return Line(
        reason=reason % report.review.school.name,
        url=reverse(page, args=[report.pk]),
        action=action,
        context=report.review.year.centre.name,
        since=report.came_at,
        due_on=due_on,
        waiting=waiting,
        nudge=("remind_reports", report.pk) if about else None,
        about=about,
        of=("schools.school", report.review.school_id),
    )


AWAITED_FROM = timedelta(days=14)


@kept()
def _to_write(user: User) -> Told:
    told: Told = _drafts_of(user).annotate(came_at=came_at()).for_list()
    return told


@offer(to=is_assessor)
def reports_to_write(user: User, on: date) -> Iterator[Line]:
    """Assessors: drafts of theirs, also those that came back."""
    for report in _to_write(user):
        words, action = _("Write the report on %s"), _("Write")
        if report.sent_at:
            words, action = _("Correct the report on %s, which came back"), _("Correct")
        line = _line(report, words, action, "reports:write_report", due_on=report.draft_due_on, waiting=_("IQM"))
        yield replace(line, of=("membership.centre", report.review.year.centre_id))  # of its schools they read no page


@kept()
def _to_read_for_facts(user: User) -> Told:
    speaks = writes_at("review__school_id", user, *SPEAKERS)
    rows = Report.objects.filter(speaks, state=ReportState.FACTUAL)
    told: Told = rows.annotate(came_at=came_at(), facts_due_on=F("factual__due_on")).for_list()
    return told


@offer(to=speaks_somewhere)
def facts_to_check(user: User, on: date) -> Iterator[Line]:
    """The head, or the delegate: read the report for its facts and answer. Who coordinates reads it with them."""
    for report in _to_read_for_facts(user):
        if may(user, "reports.answer_facts", report):
            words, action = _("Check the facts of the report on %s"), _("Read and answer")
            yield _line(report, words, action, "reports:facts", due_on=report.facts_due_on, waiting=_("IQM"))
        else:
            words, action = _("Read the report on %s with your head, who answers for its facts"), _("Read")
            yield _line(report, words, action, "reports:report", due_on=report.facts_due_on, waiting=_("IQM"))


@kept()
def _for_staff(user: User) -> Told:
    waiting = Report.objects.visible_to(user).waiting_for_staff().exclude(Q(author=user) | Q(finished_by=user))
    by_another = Q(state=ReportState.READY, recommendation=Recommendation.NOT_MAINTAINED, checked_by=user)
    mine = waiting.exclude(by_another).filter(without_interest_of(user, "review__year__centre"))
    told: Told = mine.annotate(came_at=came_at()).for_list()
    return told


@offer(to=is_staff, shared_by=is_staff)
def reports_for_staff(user: User, on: date) -> Iterator[Line]:
    """For staff: reports to check, and reports to issue; their own are others' to check, and a report that does not
    maintain the membership is issued by a second person (R25).
    """
    for report in _for_staff(user):
        is_check = report.state == ReportState.CHECKING
        words = _("Check the report on %s") if is_check else _("Issue the report on %s")
        action = _("Read and check") if is_check else _("Read and issue")
        to = report.review.school.name
        yield _line(report, words, action, "reports:report", due_on=report.office_due_on, waiting=to)


@kept()
def _to_finish(user: User) -> Told:
    left = Visit.objects.without_assessor().covering(OuterRef("review"))
    held_up = (Q(finished_by=None) & Exists(left)) | Q(finished_by__isnull=False)
    drafts = Report.objects.visible_to(user).filter(held_up, state=ReportState.DRAFT)
    mine = drafts.filter(without_interest_of(user, "review__year__centre"))
    told: Told = mine.annotate(came_at=came_at()).for_list()
    return told


@offer(to=is_staff, shared_by=is_staff)
def reports_to_finish(user: User, on: date) -> Iterator[Line]:
    """For staff: what they finish for an assessor who has left, and what nobody can go on with (R24e)."""
    for report in _to_finish(user):
        due_on = report.draft_due_on
        if report.finished_by_id == user.pk:
            words, action = _("Finish the report on %s, whose assessor has left"), _("Write")
            yield _line(report, words, action, "reports:write_report", due_on=due_on, waiting=_("IQM"))
        elif has_lost_its_writer(report):
            words, action = _("Nobody can go on with the report on %s: its assessor has left"), _("Read and decide")
            waiting = report.review.school.name
            yield _line(report, words, action, "reports:report", due_on=due_on, waiting=waiting)


@kept()
def _without_a_plan(user: User) -> QuerySet[Report]:
    signed = PlanSignature.objects.filter(plan__review=OuterRef("review_id"), taken_back_at=None)
    return _drafts_of(user).filter(~Exists(signed)).for_list()


@offer(to=is_assessor)
def plans_to_draft(user: User, on: date) -> Iterator[Line]:
    """Assessors: a school is recorded, and nobody has agreed its plan for development yet."""
    for report in _without_a_plan(user):
        yield Line(
            reason=_("Draft and agree the plan for development of %s") % report.review.school.name,
            url=reverse("visits:plan", args=[report.review_id]),
            action=_("Open the plan"),
            since=report.begun_at,
            due_on=report.draft_due_on,
            waiting=report.review.school.name,
            context=report.review.year.centre.name,
            of=("membership.centre", report.review.year.centre_id),
        )


@kept("until")
def _with_others(user: User, until: date) -> Told:
    seen = Report.objects.visible_to(user).filter(without_interest_of(user, "review__year__centre"))
    is_draft, came_back = Q(state=ReportState.DRAFT), Q(sent_at__isnull=False)
    nearly = seen.filter(is_draft & (came_back | Q(due_on__lte=until)) | Q(state=ReportState.FACTUAL))
    facts = {"facts_due_on": F("factual__due_on"), "facts": F("factual__pk")}
    told: Told = nearly.annotate(came_at=came_at(), **facts).for_list()
    return told


@awaited(to=is_staff)
def reports_with_others(user: User, on: date) -> Iterator[Line]:
    """For staff: drafts that are late or nearly or came back, and schools that read a report for its facts."""
    for report in _with_others(user, on + AWAITED_FROM):
        if report.state == ReportState.FACTUAL:
            about, due_on = ("reports.factualcheck", report.facts), report.facts_due_on
            words = _("%s reads the report for its facts")
        elif has_lost_its_writer(report):
            continue
        else:
            about, due_on = ("reports.report", report.pk), report.draft_due_on
            does = _(" corrects the report on %s") if report.sent_at else _(" writes the report on %s")
            words = report.writer.name.replace("%", "%%") + does
        yield _line(report, words, _("Open"), "reports:report", waiting="", due_on=due_on, about=about)


@kept()
def _on_their_way(user: User) -> Told:
    speaks = writes_at("review__school_id", user, *SPEAKERS)
    here = Report.objects.in_the_making().exclude(state=ReportState.FACTUAL)
    rows = here.filter(speaks, replaces=None).annotate(came_at=came_at(), answered_at=F("factual__answered_at"))
    told: Told = rows.annotate(was_read=so(Q(factual__isnull=False))).for_list()
    return told


@awaited(to=speaks_somewhere)
def reports_on_their_way(user: User, on: date) -> Iterator[Line]:
    """For the school: the report after its visit, with whom it is now and by when. While IQM has what the school has
    not read, the day is the last of its year, as the line of the year says (R44g); that IQM sent it back is not told.
    """
    for report in _on_their_way(user):
        is_draft = report.state == ReportState.DRAFT
        words = _("The assessor writes the report on %s") if is_draft else _("IQM checks and issues the report on %s")
        if is_draft and report.answered_at:
            words = _("The assessor corrects the report on %s")
        stamped = report.office_due_on if report.was_read else None
        due_on = report.draft_due_on if is_draft else stamped or report.review.year.closes_on
        page = reverse("update:review", args=[report.review_id])
        line = _line(report, words, _("Open the review"), "reports:report", waiting="", due_on=due_on)
        yield replace(line, url=page)
