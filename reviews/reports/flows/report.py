"""The report from draft to seal: written, checked, read for its facts, issued (R24-R26)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.rounds import each
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.lib.transitions import advance, record_event
from iqm_coe.lib.versioned import Edit
from iqm_coe.lib.working_days import OFFICE, working_days_from
from iqm_coe.texts.flows.kept import Saved, begins_a_sitting, laid_over, settled
from reviews.reports import conf
from reviews.reports.conditions import report as report_conditions
from reviews.reports.conditions import seal
from reviews.reports.conditions.report import (
    NewCondition,
    closing_words,
    conditions_in,
    fingerprint_of,
    missing,
    office_due,
    visit_of,
)
from reviews.reports.emails import report as emails
from reviews.reports.enums import FactualAnswer, Recommendation, ReportSectionKind, ReportState
from reviews.reports.flows import seal as seal_flows
from reviews.reports.models.report import PROSE, Condition, FactualCheck, Report, ReportSection
from reviews.reports.models.returning import Returning
from reviews.reports.models.seal import SealedReport, new_code
from reviews.update.models.review import Review
from reviews.visits.flows import visit as visit_flows
from reviews.visits.models.visit import Visit
from schools.stopping import is_frozen

CLOSING = ReportSectionKind.CLOSING.value


def require_read(report: Report, read: str) -> None:
    """Raise Refused unless the report says what was shown."""
    if read != fingerprint_of(report):
        raise Refused(_("Somebody changed the report since you opened this page. Read it again."))


def require_days_to_come(report: Report, conditions: Sequence[NewCondition]) -> None:
    """A condition is met after the visit, or it is none (R25)."""
    visited_on = visit_of(report).agreed_on
    if visited_on and any(new_condition.due_on <= visited_on for new_condition in conditions):
        raise Refused(_("The day by which a condition is met lies after the visit, on %s.") % long_date(visited_on))


def keep_conditions(report: Report, conditions: Sequence[NewCondition]) -> None:
    """These take the place of those that stood."""
    report.conditions.all().delete()
    Condition.objects.bulk_create(
        Condition(report=report, number=number, text=new_condition.text.strip(), due_on=new_condition.due_on)
        for number, new_condition in enumerate(conditions, start=1)
    )


class NotWritten(Refused):
    """Something is still missing before the report can be sent."""


def _locked(report: Report) -> Report:
    rows = Report.objects.select_for_update(of=("self",)).select_related("review__school", "review__year__centre")
    fresh: Report = rows.get(pk=report.pk)
    return fresh


def begin(review: Review, visit: Visit, *, by: User, at: datetime) -> Report:
    """A draft that holds what was noted on the day, due so many working days after the visit; that day is stamped."""
    due_on = working_days_from(visit.agreed_on or london_date(at), conf.report_days.get(), OFFICE)
    report: Report = Report.objects.create(review=review, author=by, begun_at=at, due_on=due_on)
    facts = {"review": review.pk, "due_on": due_on.isoformat()}
    record_event(report, "begin", by=by, at=at, facts=facts)
    _begin_with_the_notes(report, visit)
    return report


def _begin_with_the_notes(report: Report, visit: Visit) -> None:
    """What the assessor noted on the day is the beginning of two sections."""
    for noted in visit.covers.standing().filter(review=report.review_id):
        texts = {ReportSectionKind.EVIDENCE: noted.evidence_seen, ReportSectionKind.MEETINGS: noted.meetings_held}
        ReportSection.objects.bulk_create(
            ReportSection(report=report, kind=kind, text=text) for kind, text in texts.items() if text
        )


@transaction.atomic
def write(report: Report, edit: Edit, *, by: User, at: datetime) -> Saved[Report]:
    """Lay what a page sends over the assessor's draft: its sections, its recommendation, its conditions."""
    fresh = _locked(report)
    require(by, "reports.write_report", fresh)
    if fresh.state != ReportState.DRAFT:
        raise Refused(_("The report is with somebody else now. What you typed is still in the form."))
    taken = laid_over(fresh, edit, fresh.texts(), prose=PROSE, by=by)
    filled = _put_down(fresh, taken.texts) if taken.is_changed else set()
    if taken.is_changed:
        is_event = begins_a_sitting(fresh.writer if fresh.saved_at else None, fresh.saved_at, by=by, at=at)
        fresh.saved_at = at
        fresh.version += 1
        if is_event:
            facts = {"version": fresh.version, "recommendation": fresh.recommendation}
            record_event(fresh, "save", by=by, at=at, facts=facts)
    columns = ("recommendation", "saved_at", "version")
    return settled(fresh, edit, taken, columns=columns, theirs_by=fresh.writer, filled=filled, by=by, at=at)


def _put_down(report: Report, written: Mapping[str, str]) -> set[str]:
    """The texts of the boxes into the rows they belong to; which of them nobody wrote: the closing words that a
    recommendation brings.
    """
    texts = {**written, CLOSING: closing_words(written, before=report.recommendation)}
    conditions = conditions_in(texts)
    if conditions and texts["recommendation"] != Recommendation.CONDITIONS:
        raise Refused(_("Conditions belong to “Maintain with conditions”. Nothing you typed is lost."))
    require_days_to_come(report, conditions)
    for kind in ReportSectionKind:
        ReportSection.objects.update_or_create(report=report, kind=kind, defaults={"text": texts[kind.value]})
    keep_conditions(report, conditions)
    report.recommendation = texts["recommendation"]
    return {CLOSING} if texts[CLOSING] != written[CLOSING] else set()


@transaction.atomic
def send_to_check(report: Report, *, read: str, by: User, at: datetime) -> Report:
    """The assessor signs the draft and hands it to the quality check; who finishes it for them sends it on, and the
    assessor's signature stays as it is (R24e). `read` is the fingerprint of what they were shown. Raises
    NotWritten.
    """
    draft = _locked(report)
    if draft.state == ReportState.DRAFT:
        require_read(draft, read)  # signing changes the fingerprint
    signed_at, finished_at = (at, None) if draft.finished_by_id is None else (draft.sent_at, at)
    sent = advance(
        report,
        "send",
        by=by,
        at=at,
        sent_at=signed_at,
        finished_at=finished_at,
        checked_at=None,
        checked_by=None,
        office_due_on=office_due(conf.check_days, at),
    )
    lacking = missing(sent)
    if lacking:
        raise NotWritten(_("The report cannot be sent yet. ") + " ".join(lacking))
    emails.report_to_check(sent, by=by, at=at)
    return sent


@transaction.atomic
def finish(report: Report, *, reason: str, by: User, at: datetime) -> Report:
    """One of the staff takes over the writing of a report that came back to an assessor who has left (R24e). Only what
    the assessor has signed once: who was there says what was seen.
    """
    if not reason.strip():
        raise Refused(_("Give the reason: it is kept with the report."))
    taken = advance(report, "finish", by=by, at=at, reason=reason)
    if taken.sent_at is None:
        words = _("%s has not signed this report yet, and only they can say what was seen.")
        raise Refused(words % taken.author.name)
    if not report_conditions.has_lost_its_writer(taken):
        raise Refused(_("%s writes this report: nobody has to finish it for them.") % taken.writer.name)
    taken.finished_by = by
    taken.save(update_fields=["finished_by"])
    return taken


@transaction.atomic
def pass_check(report: Report, *, read: str, by: User, at: datetime) -> Report:
    """The check is passed: the school reads the report for its facts, once; after corrections it is ready (R24).

    `read` is the fingerprint of what the checker was shown.
    """
    if FactualCheck.objects.filter(report=report.pk).exists():
        due_on = office_due(conf.issue_days, at)
        ready = advance(report, "pass_again", by=by, at=at, checked_at=at, checked_by=by, office_due_on=due_on)
        require_read(ready, read)
        emails.report_to_issue(ready, by=by, at=at)
        return ready
    passed = advance(report, "pass", by=by, at=at, checked_at=at, checked_by=by)
    require_read(passed, read)
    content = seal.canonical(seal.content_of(passed, report_conditions.visit_of(passed)))
    due_on = working_days_from(london_date(at), conf.factual_days.get(), passed.review.school.country)
    sent = FactualCheck.objects.create(
        report=passed, content=content, sha256=seal.hash_of(content), sent_at=at, due_on=due_on
    )
    record_event(sent, "send", by=by, at=at, facts={"due_on": due_on.isoformat(), "sha256": sent.sha256})
    emails.facts_asked(passed, due_on, at=at)
    return passed


@transaction.atomic
def send_back(report: Report, *, read: str, reason: str, by: User, at: datetime) -> Report:
    """Staff give the report back to its author, with reasons for what `read` is the fingerprint of."""
    if not reason.strip():
        raise Refused(_("Give the reason: the assessor reads it."))
    back = advance(report, "send_back", by=by, at=at, reason=reason, checked_at=None, checked_by=None)
    require_read(back, read)
    Returning.objects.create(report=back, texts=back.texts(), at=at)
    emails.report_sent_back(back, reason, by=by, at=at)
    return back


@transaction.atomic
def confirm_facts(report: Report, *, by: User, at: datetime) -> Report:
    """The school finds the facts right."""
    confirmed = advance(report, "confirm", by=by, at=at, office_due_on=office_due(conf.issue_days, at))
    _answer(confirmed, FactualAnswer.CONFIRMED, by=by, at=at)
    emails.facts_answered(confirmed, FactualAnswer.CONFIRMED, by=by, at=at)
    return confirmed


@transaction.atomic
def dispute_facts(report: Report, *, corrections: str, by: User, at: datetime) -> Report:
    """The school lists what is wrong; the assessor amends, and the quality check reads it again."""
    if not corrections.strip():
        raise Refused(_("Say which facts are wrong, and how they should read."))
    disputed = advance(report, "dispute", by=by, at=at, checked_at=None, checked_by=None)
    _answer(disputed, FactualAnswer.CORRECTIONS, by=by, at=at, corrections=corrections.strip())
    Returning.objects.create(report=disputed, texts=disputed.texts(), at=at)
    emails.facts_answered(disputed, FactualAnswer.CORRECTIONS, by=by, at=at)
    return disputed


def _answer(report: Report, answer: FactualAnswer, *, by: User | None, at: datetime, corrections: str = "") -> None:
    fresh = FactualCheck.objects.select_for_update().get(report=report.pk)
    if by is not None and london_date(at) > fresh.due_on:
        words = _("You were asked to answer by %s. The facts count as accepted since then; write to IQM.")
        raise Refused(words % long_date(fresh.due_on))
    fresh.answer, fresh.answered_at, fresh.answered_by, fresh.corrections = answer, at, by, corrections
    fresh.save(update_fields=["answer", "answered_at", "answered_by", "corrections"])
    record_event(fresh, str(answer.value), by=by, at=at)


def accept_silence(at: datetime) -> int:
    """The clock's round: whoever said nothing until the stamped day was over has accepted, but for schools whose
    writing is stopped (R48j); returns how many.
    """
    could_answer = ~is_frozen("report__review__school_id")
    overdue = FactualCheck.objects.filter(could_answer, answer="", due_on__lt=london_date(at)).select_related("report")

    def accept(sent: FactualCheck) -> None:
        due_on = office_due(conf.issue_days, at)
        ready = advance(sent.report, "accept_silence", by=None, at=at, office_due_on=due_on)
        _answer(ready, FactualAnswer.SILENCE, by=None, at=at)
        emails.facts_answered(ready, FactualAnswer.SILENCE, by=None, at=at)

    return each("accept silence about facts", overdue.order_by("pk"), accept, at=at)


@transaction.atomic
def issue(report: Report, *, read: str, by: User, at: datetime) -> SealedReport:
    """Issue and seal: content, hash and code are written once. Raises WrongState for whoever is second (R26).

    `read` is the fingerprint of what was shown to whoever issues it.
    """
    issued = advance(report, "issue", by=by, at=at)
    require_read(issued, read)
    visit = report_conditions.visit_of(issued)
    code = new_code()
    content = seal.content_of(issued, visit)
    content["issued"] = seal.issued_part(issued, code=code, by=by, on=london_date(at))
    text = seal.canonical(content)
    sealed: SealedReport = SealedReport.objects.create(
        report=issued, content=text, sha256=seal.hash_of(text), code=code, issued_at=at, issued_by=by
    )
    seal_flows.ask(sealed, at=at)
    record_event(sealed, "seal", by=by, at=at, facts={"sha256": sealed.sha256, "report": issued.pk})
    _finish_visit(visit, by=by, at=at)
    emails.report_issued(issued, sealed, by=by, at=at)
    return sealed


def _finish_visit(visit: Visit, *, by: User, at: datetime) -> None:
    """With the last report of a visit its work is done, and the assessor's access ends."""
    Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    waiting = visit.covers.standing().exclude(review__reports__state=ReportState.ISSUED)
    if not waiting.exists():
        visit_flows.revoke_access(advance(visit, "finish", by=by, at=at), by=by, at=at)
