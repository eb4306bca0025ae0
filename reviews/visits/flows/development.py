"""The plan for development: drafted by both sides, agreed by both; then the targets stand (R23)."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import ends_at, london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import WrongState, advance, record_event
from iqm_coe.lib.versioned import Edit
from iqm_coe.texts.flows.kept import Saved, begins_a_sitting, laid_over, settled
from reviews.update.flows import target as target_flows
from reviews.update.models.framework import Element
from reviews.update.models.review import LONGEST, Review
from reviews.update.models.target import TARGET_BOXES, TARGET_PROSE, Target
from reviews.visits import conf
from reviews.visits.conditions.development import fingerprint_of, has_begun
from reviews.visits.conditions.visit import side_of, visit_covering
from reviews.visits.emails import development as emails
from reviews.visits.enums import DevelopmentState, Side
from reviews.visits.models.development import DevelopmentPlan, PlanSignature


def _drafting(review: Review, *, by: User, at: datetime) -> DevelopmentPlan:
    """The locked plan of this review, begun with its first target once the visit has a day. Raises Refused later."""
    fresh: Review = Review.objects.select_for_update(of=("self",)).select_related("year__centre").get(pk=review.pk)
    require(by, "visits.draft_plan", fresh)
    if not has_begun(visit_covering(fresh)):
        raise Refused(_("The plan for development is drafted once the visit has a day."))
    plans = DevelopmentPlan.objects.select_for_update(of=("self",))
    plan: DevelopmentPlan | None = plans.filter(review=fresh).first()
    if plan is None:
        plan = DevelopmentPlan.objects.create(review=fresh, begun_at=at)
        record_event(plan, "begin", by=by, at=at, facts={"review": fresh.pk})
    if plan.state != DevelopmentState.DRAFTING:
        raise WrongState(plan, "change")
    return plan


def _require_written(review: Review, element: Element, by_when: date, texts: dict[str, str], *, on: date) -> None:
    if not all(text.strip() for text in texts.values()):
        raise Refused(_("A target says what, by which actions, who leads it, and how success shows."))
    if element.framework_id != review.framework_id:
        raise Refused(_("This element is not part of the framework of this review."))
    if by_when <= on:
        raise Refused(_("The day by which a target is met is still to come. Give a later one."))


@transaction.atomic
def add_target(
    review: Review,
    *,
    element: Element,
    aim: str,
    actions: str,
    owner: str,
    by_when: date,
    measure: str,
    by: User,
    at: datetime,
) -> Target:
    """Put a target into the plan; an agreement that a side has given already is taken back."""
    plan = _drafting(review, by=by, at=at)
    texts = {"aim": aim, "actions": actions, "owner": owner, "measure": measure}
    _require_written(review, element, by_when, texts, on=london_date(at))
    last = review.targets.order_by("number").last()
    target: Target = Target.objects.create(
        review=review,
        number=last.number + 1 if last else 1,
        element=element,
        by_when=by_when,
        updated_at=at,
        updated_by=by,
        **texts,
    )
    record_event(target, "add", by=by, at=at, facts={"review": review.pk, "element": element.number})
    _take_back(plan, by=by, at=at)
    return target


@transaction.atomic
def change_target(target: Target, edit: Edit, *, by: User, at: datetime) -> Saved[Target]:
    """Lay what a page sends over a target of the plan."""
    plan = _drafting(target.review, by=by, at=at)
    locked = Target.objects.select_for_update(of=("self",)).select_related("updated_by", "review__framework")
    fresh = locked.filter(pk=target.pk).first()
    if fresh is None:
        raise Refused(_("This target was taken out meanwhile. Put it back on the page of the plan, then change it."))
    taken = laid_over(fresh, edit, fresh.texts(), prose=dict.fromkeys(TARGET_PROSE, LONGEST), by=by)
    last = (fresh.updated_by, fresh.updated_at)
    if taken.is_changed:
        _write_down(fresh, taken.texts, on=london_date(at))
        fresh.version, fresh.updated_at, fresh.updated_by = fresh.version + 1, at, by
        if begins_a_sitting(*last, by=by, at=at):
            record_event(fresh, "change", by=by, at=at, facts={"version": fresh.version})
        _take_back(plan, by=by, at=at)
    return settled(fresh, edit, taken, columns=WRITTEN, theirs_by=last[0], by=by, at=at)


WRITTEN = (*TARGET_BOXES, "version", "updated_at", "updated_by")


def _write_down(target: Target, texts: Mapping[str, str], *, on: date) -> None:
    """Raises Refused unless the target is whole."""
    element = Element.objects.filter(pk=int(texts["element"] or 0)).first()
    if element is None or not texts["by_when"]:
        raise Refused(_("A target names its element and its day. Nothing was changed."))
    by_when = date.fromisoformat(texts["by_when"])
    _require_written(target.review, element, by_when, _texts(texts), on=on)
    for name, text in _texts(texts).items():
        setattr(target, name, text)
    target.element, target.by_when = element, by_when


def _texts(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: fields[name] for name in ("aim", "actions", "owner", "measure")}


@transaction.atomic
def remove_target(target: Target, *, by: User, at: datetime) -> None:
    """Take a target out of the draft: its words are kept to be put back, and those after it move up."""
    plan = _drafting(target.review, by=by, at=at)
    gone = Target.objects.filter(pk=target.pk).first()
    if gone is None:
        raise Refused(_("This target has been taken out already."))
    gone.taken_out_at, gone.taken_out_by = at, by
    gone.save(update_fields=["taken_out_at", "taken_out_by"])
    for later in Target.objects.filter(review=plan.review_id, number__gt=gone.number).order_by("number"):
        later.number -= 1
        later.save(update_fields=["number"])
    record_event(target, "remove", by=by, at=at, facts={"review": plan.review_id, "number": gone.number})
    _take_back(plan, by=by, at=at)


@transaction.atomic
def put_back(target: Target, *, by: User, at: datetime) -> None:
    """Put a target that was taken out back at the end of the draft, as it was."""
    plan = _drafting(target.review, by=by, at=at)
    last = Target.objects.filter(review=plan.review_id).order_by("number").last()
    number = last.number + 1 if last else 1
    gone = Target.written.filter(pk=target.pk).exclude(taken_out_at=None)
    if not gone.update(taken_out_at=None, taken_out_by=None, number=number):
        raise Refused(_("This target stands in the plan already."))
    record_event(target, "put_back", by=by, at=at, facts={"review": plan.review_id, "number": number})
    _take_back(plan, by=by, at=at)


def _take_back(plan: DevelopmentPlan, *, by: User, at: datetime) -> None:
    """What was agreed has changed, so nobody has agreed it."""
    for signature in plan.signatures.select_for_update().filter(taken_back_at=None):
        signature.taken_back_at = ends_at(signature.signed_at, at)
        signature.save(update_fields=["taken_back_at"])
        record_event(plan, "take_back", by=by, at=at, facts={"side": signature.side})
        emails.plan_changed(plan, signature, by=by, at=at)


@transaction.atomic
def agree(review: Review, *, read: str, by: User, at: datetime) -> DevelopmentPlan:
    """One side agrees by name and day; with the second the plan is sealed. Raises Refused for a side's second try.

    `read` is the fingerprint of what was shown to them; a plan that has changed since is not agreed.
    """
    plan = _drafting(review, by=by, at=at)
    require(by, "visits.agree_plan", plan)
    if read != fingerprint_of(review):
        raise Refused(_("Somebody changed the plan since you opened this page. Read it again."))
    least = conf.least_targets.get()
    if review.targets.count() < least:
        raise Refused(_("A plan for development has at least %d targets.") % least)
    side = side_of(visit_covering(review), by)
    _sign(plan, side, by=by, at=at)
    record_event(plan, "agree", by=by, at=at, facts={"side": str(side.value)})
    if plan.signatures.filter(taken_back_at=None).count() < len(Side):
        emails.plan_to_agree(plan, by, at=at)
        return plan
    sealed = advance(plan, "seal", by=by, at=at, sealed_at=at)
    _ask_next_year(review)
    emails.plan_agreed(sealed, by=by, at=at)
    return sealed


def _ask_next_year(review: Review) -> None:
    """Targets agreed after the next year opened are put to its update, while that is being written (R15)."""
    following = Review.objects.select_for_update(of=("self",)).filter(previous=review).being_written().first()
    if following is not None:
        target_flows.ask_progress([following])


def _sign(plan: DevelopmentPlan, side: Side, *, by: User, at: datetime) -> None:
    standing = plan.signatures.filter(taken_back_at=None)
    if other := standing.filter(side=side).first():
        raise Refused(_("%s has agreed for your side already.") % other.name)
    try:
        with transaction.atomic():
            PlanSignature.objects.create(plan=plan, side=side, signed_by=by, name=by.name, signed_at=at)
    except IntegrityError as error:
        raise Refused(_("The two sides are two people: somebody else agrees for this one.")) from error
