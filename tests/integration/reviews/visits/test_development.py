"""The plan for development: three targets, drafted by both sides, agreed by both, and then they stand."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import InternalError

from iqm_coe.accounts.models.event import Event
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.transitions import WrongState
from iqm_coe.lib.versioned import rewritten
from iqm_coe.notifications.models.outbox import Message
from reviews.update.models.target import Target
from reviews.visits.conditions.development import is_open
from reviews.visits.flows import development
from reviews.visits.models.development import DevelopmentPlan, PlanSignature
from reviews.visits.models.visit import Visit
from tests.factories.schools import SchoolRoleFactory
from tests.visits import ON_THE_DAY, shown_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def drafted(agreed):
    for number in (1, 2, 3):
        agreed.target(number)
    return agreed


def agree(made, by):
    return development.agree(made.review, read=shown_of(made.review), by=by, at=ON_THE_DAY)


def change(target, made, **more):
    """Written on top of the target as it was read."""
    by = more.pop("by", made.assessor)
    return development.change_target(target, rewritten(target.texts(), more), by=by, at=ON_THE_DAY)


@pytest.mark.rule("R23a")
def test_a_plan_needs_three_targets(agreed):
    agreed.target(1)
    agreed.target(2, by=agreed.lead.coordinator)
    with pytest.raises(Refused, match="at least 3 targets"):
        agree(agreed, agreed.assessor)

    agreed.target(3)

    assert agree(agreed, agreed.assessor).state == "drafting"


@pytest.mark.rule("R23a")
def test_both_sides_agree_by_name_and_day(drafted):
    agree(drafted, drafted.assessor)
    assert Message.objects.get(kind="visits/plan_to_agree").audience == "school_people"
    with pytest.raises(Refused, match="Asha has agreed for your side already"):
        agree(drafted, drafted.assessor)

    sealed = agree(drafted, drafted.lead.head)

    assert (sealed.state, sealed.sealed_at) == ("agreed", ON_THE_DAY)
    assert set(PlanSignature.objects.values_list("side", "name", "signed_at", "taken_back_at")) == {
        ("assessor", "Asha", ON_THE_DAY, None),
        ("school", "Head of Lead School", ON_THE_DAY, None),
    }
    assert Message.objects.filter(kind="visits/plan_agreed").count() == 2


@pytest.mark.rule("R23a")
def test_only_the_two_sides_draft_and_agree(drafted):
    contributor = SchoolRoleFactory(school=drafted.lead.school, kind="contributor").user
    for by in (drafted.staff, drafted.member.coordinator, contributor):
        with pytest.raises(NotPermitted):
            agree(drafted, by)
        with pytest.raises(NotPermitted):
            drafted.target(4, by=by)

    assert drafted.review.targets.count() == 3


@pytest.mark.rule("R23b")
def test_a_change_takes_the_agreement_back(drafted):
    agree(drafted, drafted.lead.coordinator)

    changed = change(drafted.review.targets.get(number=1), drafted, aim="A better aim").row

    assert (changed.aim, changed.version) == ("A better aim", 2)
    assert PlanSignature.objects.get().taken_back_at == ON_THE_DAY
    mail = Message.objects.get(kind="visits/plan_changed")
    assert mail.audience_of == {"ids": [drafted.lead.coordinator.pk]}
    assert agree(drafted, drafted.assessor).state == "drafting"
    assert agree(drafted, drafted.lead.coordinator).state == "agreed"


@pytest.mark.rule("R23b")
@pytest.mark.parametrize("step", ["add", "remove"])
def test_adding_and_removing_take_the_agreement_back(drafted, step):
    drafted.target(4)
    agree(drafted, drafted.assessor)

    if step == "add":
        drafted.target(5, by=drafted.lead.coordinator)
    else:
        development.remove_target(drafted.review.targets.get(number=4), by=drafted.lead.coordinator, at=ON_THE_DAY)

    assert not PlanSignature.objects.filter(taken_back_at=None).exists()


@pytest.mark.rule("R23b")
def test_a_target_that_is_taken_out_can_be_put_back_as_it_was(drafted):
    gone = drafted.target(4)
    development.remove_target(gone, by=drafted.lead.coordinator, at=ON_THE_DAY)
    agree(drafted, drafted.assessor)
    assert drafted.target(5).number == 4

    development.put_back(gone, by=drafted.assessor, at=ON_THE_DAY)

    back = drafted.review.targets.get(number=5)
    assert (back.aim, back.actions, back.taken_out_by) == (gone.aim, gone.actions, None)
    assert not PlanSignature.objects.filter(taken_back_at=None).exists()
    with pytest.raises(Refused, match="stands in the plan already"):
        development.put_back(gone, by=drafted.assessor, at=ON_THE_DAY)


@pytest.mark.rule("R23b")
def test_targets_after_one_that_is_taken_out_move_up(drafted):
    gone = drafted.review.targets.get(number=1)
    development.remove_target(gone, by=drafted.lead.coordinator, at=ON_THE_DAY)
    assert [(one.number, one.aim) for one in drafted.review.targets.all()] == [(1, "Aim 2"), (2, "Aim 3")]

    development.put_back(gone, by=drafted.lead.coordinator, at=ON_THE_DAY)
    development.remove_target(drafted.review.targets.get(aim="Aim 2"), by=drafted.lead.coordinator, at=ON_THE_DAY)
    development.remove_target(drafted.review.targets.get(aim="Aim 1"), by=drafted.lead.coordinator, at=ON_THE_DAY)

    assert [(one.number, one.aim) for one in drafted.review.targets.all()] == [(1, "Aim 3")]


@pytest.mark.rule("R23a")
@pytest.mark.parametrize(("by_when", "is_taken"), [(-1, False), (0, False), (1, True)])
def test_a_target_is_met_by_a_day_to_come(drafted, by_when, is_taken):
    fields = {"by_when": (ON_THE_DAY.date() + timedelta(days=by_when)).isoformat()}
    if is_taken:
        assert change(drafted.review.targets.first(), drafted, **fields).row.version == 2
    else:
        with pytest.raises(Refused, match="is still to come"):
            change(drafted.review.targets.first(), drafted, **fields)


@pytest.mark.rule("R23b")
def test_what_was_taken_out_meanwhile_is_not_changed_and_nothing_is_lost(drafted):
    gone = drafted.review.targets.get(number=1)
    development.remove_target(gone, by=drafted.lead.coordinator, at=ON_THE_DAY)

    with pytest.raises(Refused, match="was taken out meanwhile"):
        change(gone, drafted, aim="Another aim")
    with pytest.raises(Refused, match="taken out already"):
        development.remove_target(gone, by=drafted.assessor, at=ON_THE_DAY)

    assert Target.written.get(pk=gone.pk).aim == gone.aim


@pytest.mark.rule("R23b")
def test_what_was_taken_out_is_in_no_agreed_plan_and_cannot_come_back_into_one(drafted):
    gone = drafted.target(4)
    development.remove_target(gone, by=drafted.lead.coordinator, at=ON_THE_DAY)
    agree(drafted, drafted.assessor)
    agree(drafted, drafted.lead.coordinator)

    with pytest.raises(Refused):
        development.put_back(gone, by=drafted.assessor, at=ON_THE_DAY)

    assert [one.aim for one in drafted.review.targets.all()] == ["Aim 1", "Aim 2", "Aim 3"]


@pytest.mark.rule("R23b")
def test_a_target_saved_meanwhile_is_not_overwritten(drafted):
    stale = drafted.review.targets.get(number=1)
    change(stale, drafted, aim="Theirs", by=drafted.lead.coordinator)

    (kept,) = change(stale, drafted, aim="Ours").clashes

    assert (kept.mine, kept.theirs_by) == ("Ours", drafted.lead.coordinator)
    assert drafted.review.targets.get(number=1).aim == "Theirs"


@pytest.mark.rule("R23b")
def test_agreed_targets_stand(drafted):
    agree(drafted, drafted.assessor)
    agree(drafted, drafted.lead.head)
    target = drafted.review.targets.get(number=1)

    for step in (
        lambda: drafted.target(4),
        lambda: change(target, drafted, aim="Later"),
        lambda: development.remove_target(target, by=drafted.assessor, at=ON_THE_DAY),
        lambda: agree(drafted, drafted.lead.coordinator),
    ):
        with pytest.raises(WrongState):
            step()


@pytest.mark.rule("R23b")
def test_the_database_refuses_a_change_of_agreed_targets(drafted):
    other = drafted.review.targets.get(number=3)
    agree(drafted, drafted.assessor)
    agree(drafted, drafted.lead.head)
    other.pk, other.number = None, 9

    for step in (
        lambda: Target.objects.filter(number=1).update(aim="Later"),
        lambda: Target.objects.filter(number=2).delete(),
        other.save,
    ):
        with pytest.raises((IntegrityError, InternalError), match="stand"), transaction.atomic():
            step()

    assert set(Target.objects.values_list("aim", flat=True)) == {"Aim 1", "Aim 2", "Aim 3"}


@pytest.mark.rule("R23a", "R48e")
def test_the_two_sides_are_two_people(drafted):
    agree(drafted, drafted.assessor)
    with pytest.raises(Refused, match="already"):
        agree(drafted, drafted.assessor)
    SchoolRoleFactory(user=drafted.assessor, school=drafted.lead.school)

    with pytest.raises(NotPermitted):
        agree(drafted, drafted.assessor)
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        PlanSignature.objects.create(
            plan=DevelopmentPlan.objects.get(),
            side="school",
            signed_by=drafted.assessor,
            name="A",
            signed_at=ON_THE_DAY,
        )


@pytest.mark.rule("R23a")
def test_a_target_says_everything(agreed):
    with pytest.raises(Refused, match="how success shows"):
        development.add_target(
            agreed.review,
            element=agreed.review.framework.elements.get(number=1),
            aim="Aim",
            actions="Actions",
            owner="Somebody",
            measure=" ",
            by_when=date(2027, 7, 1),
            by=agreed.assessor,
            at=ON_THE_DAY,
        )


@pytest.mark.rule("R23a")
def test_the_plan_begins_once_the_visit_has_a_day(opened):
    opened.appoint().accept()

    with pytest.raises(Refused, match="once the visit has a day"):
        opened.target(1)
    assert Event.objects.filter(subject_type="visits.developmentplan").count() == 0


@pytest.mark.rule("R23a", "R48e")
def test_whoever_assessed_never_agrees_for_the_school(drafted):
    SchoolRoleFactory(user=drafted.assessor, school=drafted.lead.school, kind="headteacher")
    Visit.objects.update(waived=["role"], waiver_reason="Nobody else.", waived_at=ON_THE_DAY)

    assert {one.side for one in agree(drafted, drafted.assessor).signatures.all()} == {"assessor"}
    with pytest.raises(Refused, match="already"):
        agree(drafted, drafted.assessor)


@pytest.mark.rule("R23b")
def test_a_plan_that_changed_since_it_was_read_is_not_agreed(drafted):
    read = shown_of(drafted.review)
    change(drafted.review.targets.first(), drafted, aim="Another aim")

    with pytest.raises(Refused, match="Somebody changed the plan"):
        development.agree(drafted.review, read=read, by=drafted.lead.head, at=ON_THE_DAY)
    assert not PlanSignature.objects.exists()
    now = shown_of(drafted.review)
    development.agree(drafted.review, read=now, by=drafted.lead.head, at=ON_THE_DAY)
    assert PlanSignature.objects.count() == 1


@pytest.mark.rule("R23a", "R23b")
def test_the_plan_is_open_from_the_agreed_day_until_both_have_agreed():
    day_to_come, has_day = Visit(state="declared"), [Visit(state=state) for state in ("agreed", "held", "done")]
    drafting, sealed = DevelopmentPlan(state="drafting"), DevelopmentPlan(state="agreed")

    assert [is_open(visit, plan) for visit in has_day for plan in (None, drafting)] == [True] * 6
    assert [is_open(visit, plan) for visit in (None, day_to_come) for plan in (None, drafting)] == [False] * 4
    assert [is_open(visit, sealed) for visit in has_day] == [False] * 3
