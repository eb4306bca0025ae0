"""What is still to be recorded of a visit, and whether a finished record may be corrected (R22, R24)."""

from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from iqm_coe.lib.templatetags.words import long_date
from reviews.update.enums import ReviewState
from reviews.update.models.framework import Element
from reviews.update.models.review import Review
from reviews.update.models.target import Target
from reviews.visits.enums import DevelopmentState, VisitState
from reviews.visits.models.finding import Finding
from reviews.visits.models.visit import Visit
from reviews.visits.signals import correction_asked


def may_be_corrected(review: Review, *, lock: bool = False) -> bool:
    """Whether a finished record is open again; an upper app knows when (R24)."""
    return any(answer for _receiver, answer in correction_asked.send(sender=Review, review=review, lock=lock))


def objection(review: Review, visit: Visit | None, on: date) -> str:
    """The sentence that stands against recording on this day; empty when nothing does (R22)."""
    if review.state == ReviewState.RECORDED:
        return _("The record of %s is finished.") % review.school.name
    if visit is None or visit.state != VisitState.AGREED or visit.agreed_on is None:
        return _("Nothing can be recorded now: the visit has no agreed day, or its record is finished.")
    if on < visit.agreed_on:
        return _("The visit is on %s. It can be recorded from that day on.") % long_date(visit.agreed_on)
    return ""


def is_open(review: Review, visit: Visit | None, on: date) -> bool:
    """Whether the notebook can be written in: for the record, or again while the report came back."""
    if review.state == ReviewState.RECORDED:
        return may_be_corrected(review)
    return not objection(review, visit, on)


def last_targets(review: Review) -> list[Target]:
    """The targets that the school and the assessor agreed a year ago; a draft of them asks nothing."""
    agreed = Target.objects.filter(review=review.previous_id, review__development__state=DevelopmentState.AGREED)
    return list(agreed.select_related("element"))


def is_complete() -> Q:
    """`still_open` of a review has nothing to say: its form in a query."""
    found = Finding.objects.filter(review=OuterRef(OuterRef("pk"))).values("element")
    unrecorded = Element.objects.filter(framework=OuterRef("framework_id")).exclude(pk__in=found)
    agreed = Target.objects.filter(review=OuterRef("previous_id"), review__development__state=DevelopmentState.AGREED)
    return ~Q(state=ReviewState.WRITING) & ~Q(Exists(unrecorded)) & ~Q(Exists(agreed.filter(judgement=None)))


def still_open(review: Review) -> list[str]:
    """What stands between the record and its end, in sentences; empty when it is complete."""
    recorded = set(review.findings.values_list("element", flat=True))
    judged = set(review.judgements.values_list("target", flat=True))
    elements = review.framework.elements.all()
    return [
        *([_("The school has not sent its update yet.")] if review.state == ReviewState.WRITING else []),
        *[_("Element %d has no outcome yet.") % one.number for one in elements if one.pk not in recorded],
        *[_("Last year's target %d is not judged yet.") % t.number for t in last_targets(review) if t.pk not in judged],
    ]
