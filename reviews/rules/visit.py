"""Who may do what with visits, findings, plans for development and reports."""

from typing import Any

from centres.rules import belongs, is_free_staff
from iqm_coe.accounts.rules import is_assessor, is_office
from iqm_coe.lib.permissions import anyone_of, declare
from reviews.enums import Recommendation, Side, Tie
from reviews.models import DateRound, Review, Visit
from schools.enums import SPEAKERS
from schools.querysets import schools_of
from schools.rules import speaks_for


def accredits(user: Any, subject: Any) -> bool:
    """The office, for somebody else (R48)."""
    return is_office(user, subject) and getattr(subject, "person", subject) != user


def visit_of(subject: Any) -> Visit:
    """The visit of a round; a visit is its own."""
    found: Visit = subject.visit if isinstance(subject, DateRound) else subject
    return found


def is_its_assessor(user: Any, subject: Any) -> bool:
    """The assessor who was appointed to the visit, still one at IQM."""
    return is_assessor(user, subject) and visit_of(subject).assessor_id == user.pk


def hosts(user: Any, subject: Any) -> bool:
    """Speaks for the host school now; the visit's assessor is never the school's side."""
    visit = visit_of(subject)
    return visit.assessor_id != user.pk and visit.host_id in schools_of(user, *SPEAKERS)


agrees_dates = anyone_of(is_its_assessor, hosts)


def answers_dates(user: Any, subject: Any) -> bool:
    """The side that did not propose."""
    answering = hosts if subject.side == Side.ASSESSOR else is_its_assessor
    return answering(user, subject)


def review_of(subject: Any) -> Review:
    """The review of a report or plan; a review is its own."""
    found: Review = subject if isinstance(subject, Review) else subject.review
    return found


def _given_visit(user: Any, subject: Any) -> Visit | None:
    """The visit of this person: this one, or the live one that covers the review of this report or plan."""
    if isinstance(subject, Visit):
        return subject if subject.assessor_id == user.pk else None
    live = Visit.objects.live().filter(covers__review=review_of(subject), covers__released_at=None)
    return live.filter(assessor=user).select_related("year__centre").first()


def assesses(user: Any, subject: Any) -> bool:
    """The assessor of the visit, as long as they hold no role at a school of the Centre but what was known and
    overridden (R19).
    """
    visit = _given_visit(user, subject) if is_assessor(user, subject) else None
    if visit is None or not belongs(user, visit):
        return visit is not None
    return Tie.ROLE in visit.overridden and not Visit.objects.tied().filter(pk=visit.pk).exists()


def lets_finish(user: Any, subject: Any) -> bool:
    """Free staff, for somebody else: nobody overrides a tie of their own (R19, R48)."""
    return is_free_staff(user, subject) and visit_of(subject).assessor_id != user.pk


def speaks_as_school(user: Any, subject: Any) -> bool:
    """Speaks for the school and is not who assesses it: nobody answers themselves (R48)."""
    is_author = getattr(subject, "author_id", None) == user.pk
    return not is_author and speaks_for(user, subject) and _given_visit(user, subject) is None


def writes(user: Any, subject: Any) -> bool:
    """The report's author, while they assess the review."""
    return subject.author_id == user.pk and assesses(user, subject)


def checks(user: Any, subject: Any) -> bool:
    """Free staff who did not write the report (R24, R48)."""
    return is_free_staff(user, subject) and subject.author_id != user.pk


def issues(user: Any, subject: Any) -> bool:
    """Whoever may check it; a report that does not maintain the membership needs a second person (R25)."""
    is_second = subject.recommendation != Recommendation.NOT_MAINTAINED or subject.checked_by_id != user.pk
    return checks(user, subject) and is_second


VISIT_PERMISSIONS = declare(
    {
        "reviews.accredit": accredits,
        "reviews.list_assessors": is_office,
        "reviews.list_visits": is_office,
        "reviews.see_my_visits": is_assessor,
        "reviews.appoint_assessor": is_free_staff,
        "reviews.answer_appointment": is_its_assessor,
        "reviews.write_agenda": is_its_assessor,
        "reviews.cancel_visit": is_free_staff,
        "reviews.let_finish": lets_finish,
        "reviews.fix_date": is_free_staff,
        "reviews.drop_dates": is_free_staff,
        "reviews.propose_dates": agrees_dates,
        "reviews.agree_date": agrees_dates,
        "reviews.answer_dates": answers_dates,
        "reviews.record_visit": assesses,
        "reviews.draft_plan": anyone_of(assesses, speaks_as_school),
        "reviews.agree_plan": anyone_of(assesses, speaks_as_school),
        "reviews.finish_visit": is_free_staff,
    }
)
REPORT_PERMISSIONS = declare(
    {
        "reviews.list_reports": is_office,
        "reviews.write_report": writes,
        "reviews.check_report": checks,
        "reviews.send_report_back": checks,
        "reviews.answer_facts": speaks_as_school,
        "reviews.issue_report": issues,
    }
)
