import json
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, CharField, F, FilteredRelation, Q, QuerySet, Value, When
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from centres.membership.enums import CentreAccessKind
from centres.membership.selectors.centre import readers_by_access
from centres.year.querysets.year import CENTRE, YEAR
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.addresses import address
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.dates import LONDON
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.next_steps import Step
from iqm_coe.lib.panels import Panel, panels_for
from iqm_coe.lib.per_request import per_request
from iqm_coe.lib.permissions import may
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.lib.transitions import Transition, available
from iqm_coe.lib.year_steps import Owed, Owing, Tally, Turn, Years, owing, whose
from reviews.reports.conditions import seal
from reviews.reports.conditions.report import has_lost_its_writer
from reviews.reports.enums import WITH_THE_OFFICE, ReportState
from reviews.reports.models.report import FactualCheck, Report
from reviews.reports.models.seal import SealedReport
from reviews.reports.selectors.returning import Rounds, came_at, draft_due_on, rounds_of
from reviews.reports.selectors.seal import issued_instead_of, readable, sealed_of
from reviews.update.models.review import Review
from reviews.visits.conditions.visit import visit_covering
from reviews.visits.models.visit import Visit
from reviews.visits.rules import assesses
from schools.enums import SPEAKERS
from schools.querysets import reads_every_school, schools_of
from schools.rules import holds_role
from schools.selectors import Reader, readers_in_order, readers_of_the_office, readers_speaking_for
from schools.stopping import is_frozen, is_stopped

NOT_BEGUN, IN_THE_MAKING = "not_begun", "in_the_making"


@dataclass(frozen=True)
class ReportPage:
    """One report as this person may read it, and what they may do with it."""

    report: Report
    content: dict[str, object]
    factual: FactualCheck | None
    sealed: SealedReport | None
    is_school: bool
    has_changed: bool
    returned_because: str
    rounds: Rounds | None  # not for the school
    words: str
    actions: dict[str, Transition]
    read: str
    can_correct: bool
    can_finish: bool
    later: SealedReport | None
    panels: list[Panel]


def report_page(report: Report, user: User, on: date) -> ReportPage:
    """The sealed text once it is issued; for the school, also for staff who hold a role there, the version that was
    sent to it, and no other (R44).
    """
    factual = next(iter(_factual(report.pk)), None)
    sealed = next(iter(sealed_of(report.pk)), None)
    is_author = report.author_id == user.pk and (assesses(user, report) or not holds_role(user, report))
    is_school = not is_author and (not may(user, "reports.list_reports") or holds_role(user, report))
    text = "" if sealed else _live_text(report)
    live = json.loads(text) if text else {}
    actions = available(report, user)
    sent = json.loads(factual.content) if factual else {}
    shown = sent if is_school else live
    if sealed:
        shown = {} if sealed.withdrawn_at else json.loads(sealed.content)
    return ReportPage(
        report=report,
        content=readable(shown),
        factual=factual,
        sealed=sealed,
        is_school=is_school,
        has_changed=bool(factual and live and without_day(live) != without_day(sent)),
        returned_because=_returned_because(report) if not is_school else "",
        rounds=rounds_of(report, factual) if not is_school and not sealed else None,
        words=state_words(report, factual, user),
        actions=actions,
        read=seal.hash_of(text) if text else "",
        can_correct="send" in actions and report.sent_at is not None and report.author_id == user.pk,
        can_finish="finish" in actions and report.sent_at is not None and has_lost_its_writer(report),
        later=next(iter(issued_instead_of(report.pk)), None) if sealed else None,
        panels=panels_for("report", user, report, on),
    )


@kept("number")
def report_of(user: User, number: int) -> QuerySet[Report]:
    of_the_review = ("school__name", "school__town", "school__country", *CENTRE, *YEAR)
    people = ("author__name", "finished_by__name", "checked_by__name")
    rows = Report.objects.visible_to(user).filter(pk=number)
    return only_columns(rows, *(f"review__{column}" for column in of_the_review), *people)


@kept("report")
def _factual(report: int) -> QuerySet[FactualCheck]:
    return FactualCheck.objects.filter(report=report).select_related("answered_by")


def _live_text(report: Report) -> str:
    """What it says now; where its visit was called off, with the visit that it was begun for."""
    visit = visit_covering(report.review) or Visit.objects.filter(covers__review=report.review).order_by("-pk").first()
    return seal.canonical(seal.content_of(report, visit)) if visit else ""


def without_day(content: dict[str, object]) -> dict[str, object]:
    """The content but for who signed it and when, which changes with every sending."""
    return {name: value for name, value in content.items() if name not in {"signed_by", "finished_by"}}


def _returned_because(report: Report) -> str:
    """Why staff gave it back, while that is still to be done."""
    if report.state != ReportState.DRAFT:
        return ""
    last = Event.objects.of(report).filter(action__in=["send_back", "dispute"]).select_related("note").first()
    return last.reason if last and last.action == "send_back" else ""


def state_words(report: Report, factual: FactualCheck | None, user: User) -> str:
    """Where it stands and who has it, in one sentence."""
    school = report.review.school.name
    if report.state == ReportState.FACTUAL and factual:
        if is_stopped(report.review.school_id):
            words = _(
                "%s reads it for its facts. The IQM office has stopped its writing for now, so no day runs: once it is "
                "allowed again, as many working days are left as were left before."
            )
            return words % school
        words = _("%(school)s reads it for its facts until %(day)s; its silence counts as a yes.")
        return words % {"school": school, "day": long_date(factual.due_on)}
    return {
        ReportState.DRAFT: _draft_words(report, user),
        ReportState.CHECKING: _("IQM checks its quality."),
        ReportState.READY: _("The facts stand. IQM issues it next."),
        ReportState.ISSUED: _("Issued and sealed: nothing in it can change."),
    }.get(ReportState(report.state), "")


def _draft_words(report: Report, user: User) -> str:
    if has_lost_its_writer(report):
        name = report.writer.name
        if report.sent_at is None:
            return _("%s, who visited, is no longer an assessor and has not signed it: it waits for them.") % name
        return _("%s cannot go on with it any more: it waits until somebody of IQM's staff finishes it.") % name
    return _("You write it.") if report.writer.pk == user.pk else _("%s writes it.") % report.writer.name


def _read_by(user: User) -> Q:
    """The first reports that this person may read: without a question where they may read all."""
    if reads_every_school(user) and not schools_of(user):
        return Q(first__isnull=False)
    return Q(first__pk__in=Report.objects.visible_to(user).values("pk"))


def reports_owed(user: User, years: Years, on: date) -> Owing:
    """The first report on each review of these years, issued by the last day of the year. Until then a draft has its
    own day while it has not been with IQM (R24h), IQM has the day that was stamped when it came to them (R47a), and the
    facts have theirs, which stands still while the school's writing is stopped. Of a report that this person may not
    read it is told that it is begun, and nothing else (R44).
    """
    rows = Review.objects.filter(year__in=years)
    rows = rows.annotate(first=FilteredRelation("reports", condition=Q(reports__replaces=None)))
    is_read = _read_by(user)
    is_draft = is_read & Q(first__state=ReportState.DRAFT)
    with_the_school = is_read & Q(first__state=ReportState.FACTUAL)
    with_the_office = is_read & Q(first__state__in=WITH_THE_OFFICE, first__office_due_on__isnull=False)
    due_on = Case(
        When(is_draft, then=draft_due_on("first__", "year__closes_on")),
        When(with_the_school & ~is_frozen("school_id"), then=F("first__factual__due_on")),
        When(with_the_office, then=F("first__office_due_on")),
        default=F("year__closes_on"),
    )
    hidden = When(~is_read & ~Q(first__state=ReportState.ISSUED), then=Value(IN_THE_MAKING))
    return owing(
        rows,
        year="year_id",
        school="school_id",
        is_done=Q(first__state=ReportState.ISSUED),
        is_begun=Q(first__isnull=False),
        due_on=due_on,
        done_on=TruncDate("first__sealed__issued_at", tzinfo=LONDON),
        turn=whose(
            (Q(first=None), Turn.NOBODY),
            (with_the_school, Turn.SCHOOL),
            (is_draft & Q(first__finished_by=None), Turn.ASSESSOR),
            otherwise=Turn.IQM,
        ),
        as_said=Case(
            When(first=None, then=Value(NOT_BEGUN)), hidden, default=F("first__state"), output_field=CharField()
        ),
        thing=Case(When(is_read, then=F("first__pk"))),
        since=Case(When(is_read, then=TruncDate(came_at("first__"), tzinfo=LONDON))),
    )


def report_asked(owed: Owed, day: str) -> str:
    """Of the school an answer, of the assessor the draft, of IQM that it is checked, and issued."""
    of_iqm = _("to be checked by %s") if owed.as_said == ReportState.CHECKING else _("to be issued by %s")
    words = {Turn.SCHOOL: _("answer by %s"), Turn.ASSESSOR: _("to be written by %s")}
    return words.get(Turn(owed.turn), of_iqm) % day


def reports_told(tally: Tally) -> str:
    """How many are issued, once any is begun."""
    return _("%(n)d of %(all)d issued") % {"n": tally.done, "all": tally.total} if tally.begun else ""


def report_said(owed: Owed, on: date) -> str:
    """Where a report is."""
    words = {NOT_BEGUN: _("Not begun"), IN_THE_MAKING: _("In the making")}
    return words.get(owed.as_said) or str(ReportState(owed.as_said).label)


def reports_in_the_making(user: User) -> list[Report]:
    """An assessor's reports that are not issued yet, the one due first on top; read once for list and number."""

    def ask() -> list[Report]:
        return sorted(_own_in_the_making(user), key=lambda report: (report.draft_due_on, report.pk))

    return per_request(("reports in the making", user.pk), ask)


@kept()
def _own_in_the_making(user: User) -> QuerySet[Report]:
    return Report.objects.visible_to(user).in_the_making().filter(author=user).for_list()


def step_after_the_visit(visit: Visit, user: User) -> Step:
    """What a visit asks for once it was held: its reports."""
    if visit.assessor_id != user.pk:
        return Step(_("The visit was held. The report is being made."))
    own = {"author": user, "finished_by": None, "state": ReportState.DRAFT}
    drafts = Report.objects.filter(review__covered_by__visit=visit, **own)
    draft = drafts.select_related("review__year").order_by("pk").first()
    if draft is None:
        return Step(_("The reports are with IQM and the schools."))
    page = address("reports:write_report", draft.pk)
    if draft.sent_at:
        words = _("The report came back: correct it by %s.") % long_date(draft.draft_due_on)
        return Step(words, _("Correct the report"), page, "attention")
    words = _("Write the report, due on %s.") % long_date(draft.draft_due_on)
    return Step(words, _("Write the report"), page, "attention")


def readers_of(report: Report) -> list[Reader]:
    """Everybody who can see the report: its author; the office, but for whoever of it waits like the school; the school
    once it was sent to them; the adviser once it is issued.
    """
    school, centre = report.review.school_id, report.review.year.centre
    is_issued = report.state == ReportState.ISSUED
    was_sent = is_issued or FactualCheck.objects.filter(report=report).exists()
    author = [one for one in readers_by_access(centre, CentreAccessKind.ASSESSOR) if one.user == report.author]
    return readers_in_order(
        [
            *[Reader(one.user, _("Assessor, who writes it")) for one in author],
            *readers_of_the_office(without_role_at=None if was_sent else school),
            *(readers_speaking_for([school]) if was_sent else []),
            *(readers_by_access(centre, CentreAccessKind.ADVISER) if is_issued else []),
        ]
    )


def read_for_facts(user: User) -> list[FactualCheck]:
    """The readings that schools for which this person speaks have still to answer; asked once a page."""
    return per_request(("read for facts", user.pk), lambda: _read_for_facts(user))


@kept()
def _read_for_facts(user: User) -> QuerySet[FactualCheck]:
    own = schools_of(user, *SPEAKERS)
    rows = FactualCheck.objects.filter(report__review__school__in=own, answer="").order_by("due_on", "pk")
    return rows.select_related("report__review__school", "report__review__year__centre")


def answer_page(check: FactualCheck, user: User) -> str:
    """Where the answer is given, by whom it may be; else where the report is read."""
    may_answer = may(user, "reports.answer_facts", check.report)
    return reverse("reports:facts" if may_answer else "reports:report", args=[check.report_id])


def facts_in_words(check: FactualCheck, user: User) -> str:
    """What is asked of the school, by whom and by when."""
    facts = {"school": check.report.review.school.name, "due": long_date(check.due_on)}
    if may(user, "reports.answer_facts", check.report):
        return _("Check the facts of the report on %(school)s by %(due)s: your silence counts as a yes.") % facts
    return _("Your head answers for the facts of the report on %(school)s by %(due)s: silence counts as a yes.") % facts
