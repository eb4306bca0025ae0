"""Who accredits, appoints, assesses and agrees (R19, R20, R22, R23, R48)."""

from typing import Any

from centres.membership.rules import belongs, is_free_staff
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_assessor, is_office
from iqm_coe.lib.permissions import anyone_of, declare
from reviews.update.models.review import Review
from reviews.visits.enums import ConflictKind, Side, VisitState
from reviews.visits.models.date import DateRound
from reviews.visits.models.visit import Visit
from schools.enums import SPEAKERS
from schools.querysets import schools_acted_for
from schools.rules import speaks_for


def accredits(user: User, subject: object) -> bool:
    """The office, for somebody else (R48)."""
    return is_office(user, subject) and getattr(subject, "person", subject) != user


def visit_of(subject: Any) -> Visit:
    """The visit of a round; a visit is its own."""
    visit: Visit = subject.visit if isinstance(subject, DateRound) else subject
    return visit


def is_appointed(user: User, subject: object) -> bool:
    """The assessor who was appointed to the visit, one at IQM ever since."""
    visit = visit_of(subject)
    return is_assessor(user, subject) and visit.assessor_id == user.pk and visit.left_at is None


def is_its_assessor(user: User, subject: object) -> bool:
    """The same, once they have declared their interests: before that they only answer (R19f)."""
    return is_appointed(user, subject) and visit_of(subject).state != VisitState.APPOINTED


def hosts(user: User, subject: object) -> bool:
    """Speaks for the host school now; the visit's assessor is never the school's side."""
    visit = visit_of(subject)
    return visit.assessor_id != user.pk and visit.host_id in schools_acted_for(user, *SPEAKERS)


agrees_dates = anyone_of(is_its_assessor, hosts)


def answers_dates(user: User, subject: DateRound) -> bool:
    """The side that did not propose."""
    answering = hosts if subject.side == Side.ASSESSOR else is_its_assessor
    return answering(user, subject)


def review_of(subject: Any) -> Review:
    """The review of a report or plan; a review is its own."""
    review: Review = subject if isinstance(subject, Review) else subject.review
    return review


def _given_visit(user: User, subject: object) -> Visit | None:
    """The visit of this person: this one, or the live one that covers the review of this report or plan."""
    if isinstance(subject, Visit):
        return subject if subject.assessor_id == user.pk else None
    live = Visit.objects.covering(review_of(subject))
    return live.filter(assessor=user).select_related("year__centre").first()


def assesses(user: User, subject: object) -> bool:
    """The assessor of the visit, as long as they hold no role at a school of the Centre but what was known and
    waived (R19).
    """
    visit = _given_visit(user, subject)
    if visit is None or not is_its_assessor(user, visit):
        return False
    if not belongs(user, visit):
        return True
    return ConflictKind.ROLE in visit.waived and not Visit.objects.in_conflict().filter(pk=visit.pk).exists()


def waives_conflict(user: User, subject: object) -> bool:
    """Free staff, for somebody else: nobody waives a conflict of their own (R19, R48)."""
    return is_free_staff(user, subject) and visit_of(subject).assessor_id != user.pk


def speaks_as_school(user: User, subject: object) -> bool:
    """Speaks for the school and is not who assesses it: nobody answers themselves (R48)."""
    is_author = getattr(subject, "author_id", None) == user.pk
    return not is_author and speaks_for(user, subject) and _given_visit(user, subject) is None


PERMISSIONS = declare(
    {
        "visits.accredit": accredits,
        "visits.list_assessors": is_office,
        "visits.list_visits": is_office,
        "visits.see_my_visits": is_assessor,
        "visits.appoint_assessor": is_free_staff,
        "visits.answer_appointment": is_appointed,
        "visits.write_agenda": is_its_assessor,
        "visits.cancel_visit": is_free_staff,
        "visits.waive_conflict": waives_conflict,
        "visits.let_go_on": waives_conflict,
        "visits.fix_date": is_free_staff,
        "visits.drop_dates": is_free_staff,
        "visits.propose_dates": agrees_dates,
        "visits.agree_date": agrees_dates,
        "visits.answer_dates": answers_dates,
        "visits.record_visit": assesses,
        "update.record_review": assesses,  # a step of the room below, which does not know who visits
        "visits.draft_plan": anyone_of(assesses, speaks_as_school),
        "visits.agree_plan": anyone_of(assesses, speaks_as_school),
        "visits.finish_visit": is_free_staff,
        "visits.remind_of_visit": is_free_staff,
    }
)
