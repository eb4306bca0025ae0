"""The mails about the plan for development and the report."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models import User
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.notifications import rendering
from iqm_coe.notifications.flows import outbox
from iqm_coe.notifications.models import Message
from reviews.enums import FactualAnswer, Side
from reviews.models import DevelopmentPlan, PlanSignature, Report, Review, SealedReport, Visit
from schools.enums import SPEAKERS

STAFF = {"kind": IqmRoleKind.STAFF}


def _of_school(review: Review) -> dict[str, Any]:
    return {"schools": [review.school_id], "kinds": list(SPEAKERS)}


def _of_assessor(review: Review) -> dict[str, Any]:
    """The assessor of the visit that covers the review."""
    visits = Visit.objects.live().filter(covers__review=review, covers__released_at=None)
    return {"ids": list(visits.values_list("assessor", flat=True))}


def _about_plan(plan: DevelopmentPlan, **more: Any) -> dict[str, Any]:
    review = plan.review
    return {"school": review.school.name, "path": reverse("reviews:plan", args=[review.pk]), **more}


def plan_to_agree(plan: DevelopmentPlan, by: User, *, at: datetime) -> Message:
    """Asks the other side to read the plan and to agree it."""
    signature = plan.signatures.get(taken_back_at=None)
    to_school = signature.side == Side.ASSESSOR
    to, of = ("school_people", _of_school(plan.review)) if to_school else ("people", _of_assessor(plan.review))
    return outbox.write("reviews/plan_to_agree", to, of, about=plan, at=at, context=_about_plan(plan, by=by.name))


def agreement_preview(review: Review, by: User, *, stands: bool) -> dict[str, str]:
    """The mail that goes when this person agrees: the question to the other side, or that the targets stand."""
    about = {"school": review.school.name, "path": reverse("reviews:plan", args=[review.pk])}
    if stands:
        context = {**about, "targets": [target.aim for target in review.targets.all()]}
        return rendering.preview("reviews/plan_agreed", context, to=_("The assessor and %s") % review.school.name)
    return rendering.preview("reviews/plan_to_agree", {**about, "by": by.name}, to=_("The other side"))


def plan_changed(plan: DevelopmentPlan, signature: PlanSignature, *, at: datetime) -> Message:
    """Tells whoever had agreed that a target has changed since, so that they read it again."""
    of = {"ids": [signature.signed_by_id]}
    return outbox.write("reviews/plan_changed", "people", of, about=plan, at=at, context=_about_plan(plan))


def plan_agreed(plan: DevelopmentPlan, *, at: datetime) -> list[Message]:
    """Tells both sides that the targets stand."""
    context = _about_plan(plan, targets=[target.aim for target in plan.review.targets.all()])
    return [
        outbox.write("reviews/plan_agreed", "people", _of_assessor(plan.review), about=plan, at=at, context=context),
        outbox.write(
            "reviews/plan_agreed", "school_people", _of_school(plan.review), about=plan, at=at, context=context
        ),
    ]


def _about(report: Report, **more: Any) -> dict[str, Any]:
    return {
        "school": report.review.school.name,
        "centre": report.review.year.centre.name,
        "author": report.author.name,
        "path": reverse("reviews:report", args=[report.pk]),
        **more,
    }


def report_to_check(report: Report, *, at: datetime) -> Message:
    """Tells the office that a report waits for its quality check."""
    return outbox.write("reviews/report_to_check", "iqm", STAFF, about=report, at=at, context=_about(report))


def check_preview(report: Report) -> dict[str, str]:
    """The mail that asks the office for its check, for the page on which the author signs."""
    return rendering.preview("reviews/report_to_check", _about(report), to=_("The staff of IQM"))


def report_to_issue(report: Report, *, at: datetime) -> Message:
    """Tells the office that a corrected report is ready to be issued."""
    return outbox.write("reviews/report_to_issue", "iqm", STAFF, about=report, at=at, context=_about(report))


def report_sent_back(report: Report, reason: str, *, at: datetime) -> Message:
    """Tells the author what the office asks for."""
    of = {"ids": [report.author_id]}
    return outbox.write(
        "reviews/report_sent_back", "people", of, about=report, at=at, context=_sent_back(report, reason)
    )


def _sent_back(report: Report, reason: str) -> dict[str, Any]:
    return _about(report, reason=reason, path=reverse("reviews:write_report", args=[report.pk]))


def sent_back_preview(report: Report) -> dict[str, str]:
    """The mail to the author word for word, but for the reasons that are still to be written."""
    context = _sent_back(report, _("(your reasons)"))
    return rendering.preview("reviews/report_sent_back", context, to=report.author.name)


def _facts(report: Report, due_on: date) -> dict[str, Any]:
    return _about(report, due=long_date(due_on), path=reverse("reviews:facts", args=[report.pk]))


def facts_asked(report: Report, due_on: date, *, at: datetime) -> Message:
    """Asks the school to read the report for its facts."""
    of = _of_school(report.review)
    return outbox.write("reviews/facts_asked", "school_people", of, about=report, at=at, context=_facts(report, due_on))


def facts_preview(report: Report, due_on: date) -> dict[str, str]:
    """The question to the school word for word, for the page that passes the check."""
    return rendering.preview("reviews/facts_asked", _facts(report, due_on), to=report.review.school.name)


def facts_answered(report: Report, answer: FactualAnswer, *, at: datetime) -> list[Message]:
    """Tells the author and the office what the school said, or that it said nothing in time."""
    context = _answered(report, answer)
    of = {"ids": [report.author_id]}
    return [
        outbox.write("reviews/facts_answered", "people", of, about=report, at=at, context=context),
        outbox.write("reviews/facts_answered", "iqm", STAFF, about=report, at=at, context=context),
    ]


def _answered(report: Report, answer: FactualAnswer) -> dict[str, Any]:
    return _about(report, answer=str(answer.label), asks_author=answer == FactualAnswer.CORRECTIONS)


def facts_answered_preview(report: Report) -> dict[str, str]:
    """The mail that says that the facts are right; corrections go the same way."""
    to = _("%s and the staff of IQM") % report.author.name
    return rendering.preview("reviews/facts_answered", _answered(report, FactualAnswer.CONFIRMED), to=to)


def _issued(report: Report, code: str) -> dict[str, Any]:
    return _about(report, recommendation=str(report.get_recommendation_display()), code=code)


def report_issued(report: Report, sealed: SealedReport, *, at: datetime) -> list[Message]:
    """Sends the school and the author to the sealed report."""
    context = _issued(report, sealed.code)
    of = {"ids": [report.author_id]}
    confirmed = reverse("reviews:confirm_code", args=[sealed.code])  # the author's work is done, and access has ended
    return [
        outbox.write(
            "reviews/report_issued", "school_people", _of_school(report.review), about=report, at=at, context=context
        ),
        outbox.write(
            "reviews/report_issued", "people", of, about=report, at=at, context={**context, "path": confirmed}
        ),
    ]


def issue_preview(report: Report, code: str) -> dict[str, str]:
    """The letter word for word, for the page that issues."""
    return rendering.preview("reviews/report_issued", _issued(report, code), to=report.review.school.name)
