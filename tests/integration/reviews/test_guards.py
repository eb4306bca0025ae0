"""What the database itself refuses about updates, visits and reports, whoever asks and whatever code asks it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from iqm_coe.texts.models.kept import KeptText
from reviews.reports.models.pack import Pack, PackFile
from reviews.reports.models.report import Condition, FactualCheck, Report, ReportSection
from reviews.reports.models.seal import SealedFile, SealedPrint, SealedReport
from reviews.update.models.answer import Answer, AnswerVersion
from reviews.update.models.evidence import AnswerFile, AnswerLink
from reviews.update.models.framework import Element, ElementMapping, Framework
from reviews.update.models.review import Declaration, Review
from reviews.update.models.target import Target, TargetProgress, TargetProgressVersion
from reviews.visits.models.assessor import Accreditation
from reviews.visits.models.date import DateProposal, DateRound
from reviews.visits.models.development import DevelopmentPlan, PlanSignature
from reviews.visits.models.finding import Finding, TargetJudgement
from reviews.visits.models.visit import Visit, VisitedReview
from tests import visits
from tests.clock import NOW, days
from tests.worlds import world

pytestmark = pytest.mark.django_db

FILE = {"name": "a.pdf", "file": "2026/11/a.pdf", "content_type": "application/pdf", "size": 1, "sha256": "0" * 64}
LATER, EARLIER = NOW + days(1), NOW - days(1)


class Rows:
    """A year whose report is issued, and beside it one row of each kind that it has not."""

    def __init__(self) -> None:
        made = visits.opened()
        target = visits.last_year(made, is_agreed=False)
        TargetProgress.objects.create(review=made.review, target=target)
        judged = {"judgement": "met", "recorded_by": made.assessor, "recorded_at": NOW}
        TargetJudgement.objects.create(review=made.review, target=target, **judged)
        made.appoint().accept().agree()
        visits.update_sent(made).record().plan().send(recommendation="maintain").check().confirm().issue()
        by, answer, report = made.assessor, made.review.answers.get(element__number=1), made.report
        self.user, self.staff = by, made.staff
        self.school_signs = made.review.development.signatures.get(side="school")
        self.other = made.year.reviews.get(school=made.member.school)
        AnswerLink.objects.create(answer=answer, url="https://a.example/", title="A", added_at=NOW, added_by=by)
        AnswerFile.objects.create(**FILE, answer=answer, title="A", added_at=NOW, added_by=by)
        one, two = answer.review.framework.elements.all()[:2]
        ElementMapping.objects.create(old=one, new=two)
        Condition.objects.create(report=report, number=1, text="A lift.", due_on=LATER)
        pack = Pack.objects.create(year=made.year, asked_by=by, asked_at=NOW)
        PackFile.objects.create(**FILE, pack=pack, pages=1)
        SealedFile.objects.create(**FILE, sealed=report.sealed, pages=1)
        KeptText.objects.create(
            subject_type="update.answer", subject_id=answer.pk, box="progress", page="p", written_by=by, kept_at=NOW
        )

    def again(self, model: type[models.Model], **wrong: Any) -> Any:
        """The first row of this kind once more, with what is wrong of it."""
        first: models.Model = model._base_manager.order_by("pk")[0]
        fields = [field.attname for field in first._meta.concrete_fields if not field.primary_key]
        row = model(**{name: getattr(first, name) for name in fields})
        for name, value in wrong.items():
            setattr(row, name, value)
        return row

    def taken_back(self, signature: PlanSignature) -> PlanSignature:
        signature.taken_back_at = signature.signed_at
        return signature


rows = world(Rows)

Make = Callable[[Rows], Any]


def again(model: type[models.Model], **wrong: Any) -> tuple[Make]:
    return (lambda rows: rows.again(model, **wrong),)


def of_a_file(model: type[models.Model]) -> dict[str, tuple[Make, ...]]:
    name = model.__name__.lower()
    return {f"{name}_has_a_hash": again(model, sha256="0" * 63), f"{name}_is_not_empty": again(model, size=0)}


def of_a_making(model: type[models.Model]) -> dict[str, tuple[Make, ...]]:
    name = model.__name__.lower()
    return {
        f"{name}_ends_in_one_way": again(model, finished_at=NOW, failed_at=NOW),
        f"{name}_claimed_and_heard_together": again(model, claim=None, heard_at=NOW),
        f"{name}_is_never_more_than_done": again(model, done=2, total=1),
    }


# The row that the constraint refuses; before it, rows that are right and stand in its way.
REFUSED_ROWS: dict[str, tuple[Make, ...]] = {
    "framework_has_a_name": again(Framework, name=""),
    "element_number_once": again(Element),
    "element_counts_from_one": again(Element, number=0),
    "element_has_a_title": again(Element, title=""),
    "element_mapped_once": again(ElementMapping),
    "element_not_mapped_to_itself": (lambda r: ElementMapping(old_id=1, new_id=1),),
    "review_once_a_school_and_year": again(Review, previous=None),
    "review_state_known": again(Review, state="lost"),
    "review_sent_by_and_at_together": again(Review, sent_by=None),
    "review_sent_when_sent": again(Review, state="sent", sent_at=None, sent_by=None),
    "declaration_given_by_a_head": again(Declaration, capacity="coordinator"),
    "declaration_names_who": again(Declaration, given_name=""),
    "element_answered_once_a_review": again(Answer),
    "answer_updated_by_and_at_together": again(Answer, version=0),
    "answer_done_by_and_at_together": again(Answer, done_at=NOW),
    "answer_changed_by_and_at_together": again(Answer, changed_at=NOW),
    "answer_version_kind_known": again(AnswerVersion, kind="lost"),
    "link_once_an_answer": again(AnswerLink),
    "link_is_on_the_web": again(AnswerLink, url="ftp://a.example/"),
    "answerfile_removed_by_and_at_together": again(AnswerFile, removed_at=NOW),
    "target_number_once_in_the_plan": again(Target),
    "target_taken_out_by_and_at_together": again(Target, taken_out_at=NOW),
    "target_counts_from_one": again(Target, number=0),
    "target_has_an_aim": again(Target, aim=""),
    "progress_updated_by_and_at_together": again(TargetProgress, version=0),
    "progress_version_kind_known": again(TargetProgressVersion, kind="lost"),
    "accreditation_ends_after_it_starts": again(Accreditation, valid_until=visits.LONG_AGO - days(1)),
    "nobody_accredits_themselves": (lambda r: r.again(Accreditation, recorded_by=r.user),),
    "accreditation_withdrawn_by_and_at_together": again(Accreditation, withdrawn_at=NOW),
    "accreditations_of_a_person_never_overlap": again(
        Accreditation, valid_from=visits.LONG_AFTER, valid_until=visits.LONG_AFTER
    ),
    "visit_state_known": again(Visit, state="lost"),
    "visit_mode_known": again(Visit, mode="by_post"),
    "visit_waived_at_with_a_reason": again(Visit, waived_at=NOW),
    "assessor_visits_once_a_day": again(Visit),
    "visit_has_a_day_when_agreed": again(Visit, agreed_on=None),
    "visit_answered_before_anything_else": again(Visit, answered_at=None),
    "visit_accepted_with_a_declaration": again(Visit, interests=""),
    "visit_waived_with_a_reason": again(Visit, waived=["role"]),
    "nobody_appoints_themselves_assessor": (lambda r: r.again(Visit, appointed_by=r.user),),
    "review_covered_by_one_visit_at_a_time": (
        lambda r: r.again(Visit, agreed_on=LATER.date()),
        lambda r: r.again(VisitedReview, visit=Visit.objects.order_by("pk").last()),
    ),
    "review_once_a_visit": again(VisitedReview, released_at=NOW),
    "visited_review_noted_by_and_at_together": again(VisitedReview, noted_at=NOW),
    "round_number_once_a_visit": again(DateRound),
    "one_open_round_a_visit": (
        lambda r: r.again(DateRound, number=2, state="open", closed_at=None),
        lambda r: r.again(DateRound, number=3, state="open", closed_at=None),
    ),
    "round_state_known": again(DateRound, state="lost"),
    "round_side_known": again(DateRound, side="both"),
    "round_closed_at_when_closed": again(DateRound, closed_at=None),
    "day_once_a_round": again(DateProposal),
    "development_state_known": again(DevelopmentPlan, state="lost"),
    "development_sealed_at_when_agreed": again(DevelopmentPlan, state="agreed", sealed_at=None),
    "plan_signed_once_a_side": (lambda r: r.again(PlanSignature, signed_by=r.staff),),
    "plan_signed_by_two_people": (
        lambda r: r.taken_back(r.school_signs),
        lambda r: r.again(PlanSignature, side="school"),
    ),
    "signature_side_known": again(PlanSignature, side="both"),
    "signature_names_who": again(PlanSignature, name=""),
    "signature_taken_back_after_it_was_given": again(PlanSignature, taken_back_at=EARLIER),
    "element_found_once_a_review": again(Finding),
    "finding_outcome_known": again(Finding, outcome="lost", remarks="R"),
    "finding_says_what_else_is_needed": again(Finding, outcome="advice", remarks=""),
    "target_judgement_known": again(TargetJudgement, judgement="lost"),
    "report_state_known": again(Report, state="lost"),
    "report_in_the_making_once_a_review": (
        lambda r: r.again(Report, review=r.other, state="draft"),
        lambda r: r.again(Report, review=r.other, state="draft", replaces=Report.objects.order_by("pk")[0]),
    ),
    "first_report_once_a_review": again(Report),
    "report_recommendation_known": again(Report, recommendation="lost"),
    "report_sent_with_a_recommendation": again(Report, recommendation=""),
    "report_checked_by_and_at_together": again(Report, checked_by=None),
    "report_checked_before_anybody_reads_it": again(Report, checked_at=None, checked_by=None),
    "report_checker_is_not_its_author": (lambda r: r.again(Report, checked_by=r.user),),
    "report_finished_by_neither_author_nor_checker": (lambda r: r.again(Report, finished_by=r.user),),
    "report_finished_after_its_author_signed": again(Report, finished_at=NOW),
    "section_once_a_report": again(ReportSection),
    "section_kind_known": again(ReportSection, kind="lost"),
    "condition_number_once_a_report": again(Condition),
    "condition_says_what": again(Condition, text=""),
    "factual_has_a_hash": again(FactualCheck, sha256="0" * 63),
    "factual_hash_is_of_its_content": again(FactualCheck, content="{}"),
    "factual_answered_by_and_at_together": again(FactualCheck, answered_by=None),
    "factual_corrections_say_what": again(FactualCheck, answer="corrections"),
    "sealed_report_has_a_hash": again(SealedReport, sha256="0" * 63),
    "sealed_report_hash_is_of_its_content": again(SealedReport, content="{}"),
    "sealed_report_has_a_code": again(SealedReport, code="0123456789"),
    "pack_in_the_making_once_a_receiver": again(Pack),
    "kept_text_settled_by_and_at_together": again(KeptText, settled_at=NOW),
    "kept_text_open_once_a_page": again(KeptText),
    **of_a_file(AnswerFile),
    **of_a_file(PackFile),
    **of_a_file(SealedFile),
    **of_a_making(Pack),
    **of_a_making(SealedPrint),
}


# A state nobody knows never has the instants of a known one either, and the database names the first it meets.
NAMED_FIRST = {
    "development_state_known": "development_sealed_at_when_agreed",
    "visit_state_known": "visit_has_a_day_when_agreed",
}


@pytest.mark.rule("R15c", "R16b", "R19b", "R20b", "R23b", "R24c", "R26b")
@pytest.mark.parametrize("name", REFUSED_ROWS)
def test_database_refuses(rows, name):
    *before, wrong = REFUSED_ROWS[name]
    for make in before:
        make(rows).save()
    row = wrong(rows)

    with pytest.raises(IntegrityError, match=f'"{NAMED_FIRST.get(name, name)}"'), transaction.atomic():
        row.save()


@pytest.mark.parametrize("name", NAMED_FIRST)
def test_constraint_that_is_never_named_refuses_by_itself(rows, name):
    (wrong,) = REFUSED_ROWS[name]
    row = wrong(rows)
    (constraint,) = (each for each in row._meta.constraints if each.name == name)

    with pytest.raises(ValidationError):
        constraint.validate(type(row), row)
