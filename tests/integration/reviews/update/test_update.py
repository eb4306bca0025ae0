"""The update of a school: written by several, never overwritten unseen, declared by the head (R15, R16)."""

import json
from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.urls import reverse

from centres.year.flows import plan as plan_flows
from centres.year.flows import year as years
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.transitions import WrongState
from iqm_coe.lib.versioned import Box, Edit, Step, rewritten
from iqm_coe.lib.worklist import lines_for
from iqm_coe.notifications.flows import delivery
from iqm_coe.notifications.models.outbox import Delivery, Message
from iqm_coe.texts.flows.kept import Saved
from iqm_coe.texts.models.kept import KeptText
from reviews.update.conditions import review as review_conditions
from reviews.update.flows import answer as answer_flows
from reviews.update.flows import evidence
from reviews.update.flows import review as review_flows
from reviews.update.flows import target as target_flows
from reviews.update.models.answer import Answer, AnswerVersion
from reviews.update.models.review import Declaration, Review
from reviews.update.models.target import TargetProgress, TargetProgressVersion
from reviews.update.periodic import take_back_from_leavers
from schools.flows import leaver as leaver_flows
from schools.flows import role as role_flows
from schools.models.role import SchoolRole
from tests.clock import NOW, days
from tests.documents import upload
from tests.factories.reviews import TargetFactory
from tests.factories.schools import SchoolRoleFactory
from tests.meta.cast import BACKEND
from tests.scene import person, staffed_school

pytestmark = pytest.mark.django_db
LATER = NOW + days(30)
MINE = {"progress": "Mine.", "evidence": "", "next_steps": ""}
THEIRS = {"progress": "Theirs.", "evidence": "", "next_steps": ""}
EMPTY = {"progress": "", "evidence": "", "next_steps": ""}


def first_answer(active) -> Answer:
    return active.review().answers.get(element__number=1)


def save(active, texts, *, on=EMPTY, by=None, page="", turn=0, at=LATER) -> Saved[Answer]:
    """Save these texts, written on top of those."""
    step = Step({name: Box(on[name], text) for name, text in texts.items()}, turn)
    who = by or active.lead.coordinator
    return answer_flows.save(first_answer(active), Edit([step], page), by=who, at=at)


def on_target(base: str, text: str) -> Edit:
    return rewritten({"text": base}, {"text": text})


def kept_texts() -> list[tuple[str, User, User, str]]:
    """Whose text was pushed aside by whom, and what it says."""
    return [(one.box, one.written_by, one.theirs_by, one.mine) for one in KeptText.objects.order_by("pk")]


def contributor(active, name="Carol"):
    somebody = person(name)
    SchoolRoleFactory(user=somebody, school=active.lead.school, kind="contributor")
    return somebody


def declare(active, by=None, read=None):
    review = active.review()
    return review_flows.declare_and_send(
        review, read=read or review_conditions.fingerprint_of(review), by=by or active.lead.head, at=LATER
    )


@pytest.mark.rule("R11c", "R15a")
def test_approval_opens_one_review_a_school_with_every_element_of_the_default_framework(active):
    found = {(one.school, one.framework.key, one.state) for one in Review.objects.filter(year=active.year)}

    schools = {active.lead.school, active.members[0].school}
    assert found == {(school, "ten", "writing") for school in schools}
    assert list(active.review().answers.values_list("element__number", flat=True)) == list(range(1, 11))


@pytest.mark.rule("R15d")
def test_update_is_due_at_the_end_of_month_ten_while_no_visit_is_agreed(active):
    assert active.review().update_due_on == date(2027, 9, 22)


@pytest.mark.rule("R16a")
def test_saving_counts_versions_and_tells_who(active):
    save(active, MINE)

    found = first_answer(active)
    assert (found.texts(), found.version, found.updated_by) == (MINE, 1, active.lead.coordinator)


@pytest.mark.rule("R16a", "R16b")
def test_two_texts_in_one_place_are_both_kept_and_the_first_stands(active):
    save(active, THEIRS, by=active.lead.head)

    saved = save(active, MINE)

    assert (saved.row.progress, [one.box for one in saved.clashes]) == ("Theirs.", ["progress"])
    assert first_answer(active).progress == "Theirs."
    assert kept_texts() == [("progress", active.lead.coordinator, active.lead.head, "Mine.")]


@pytest.mark.rule("R16a")
def test_what_is_beside_the_clash_is_saved(active):
    save(active, THEIRS, by=active.lead.head)

    saved = save(active, {**MINE, "next_steps": "Then this."})

    assert (saved.row.progress, saved.row.next_steps) == ("Theirs.", "Then this.")


@pytest.mark.rule("R16a")
def test_boxes_of_one_element_never_clash(active):
    save(active, {"progress": "Theirs."}, by=active.lead.head)

    saved = save(active, {"next_steps": "Mine."})

    assert (saved.row.texts(), saved.clashes) == ({"progress": "Theirs.", "evidence": "", "next_steps": "Mine."}, [])


@pytest.mark.rule("R16a")
def test_paragraphs_of_two_are_put_together(active):
    save(active, {"progress": "One.\nTwo.\nThree."})
    save(active, {"progress": "One, theirs.\nTwo.\nThree."}, on={"progress": "One.\nTwo.\nThree."}, by=active.lead.head)

    saved = save(active, {"progress": "One.\nTwo.\nThree, mine."}, on={"progress": "One.\nTwo.\nThree."})

    assert (saved.row.progress, saved.clashes) == ("One, theirs.\nTwo.\nThree, mine.", [])


@pytest.mark.rule("R16a")
def test_clash_tried_again_is_kept_once(active):
    save(active, THEIRS, by=active.lead.head)

    for _ in range(3):
        save(active, MINE)

    assert len(kept_texts()) == 1


@pytest.mark.rule("R16a")
def test_page_that_goes_on_typing_into_a_clash_has_one_kept_text_its_newest(active):
    save(active, THEIRS, by=active.lead.head)

    for turn, text in enumerate(("Mi", "Mine", "Mine."), start=1):
        save(active, {"progress": text}, page="page-one", turn=turn)

    assert kept_texts() == [("progress", active.lead.coordinator, active.lead.head, "Mine.")]


@pytest.mark.rule("R16a")
def test_clash_that_the_page_itself_resolves_waits_for_nobody(active):
    save(active, THEIRS, by=active.lead.head)
    save(active, {"progress": "Mine."}, page="page-one", turn=1)

    save(active, {"progress": "Theirs. Mine."}, on={"progress": "Theirs."}, page="page-one", turn=2)

    assert (KeptText.objects.open().count(), first_answer(active).progress) == (0, "Theirs. Mine.")


@pytest.mark.rule("R16a", "R16f")
@pytest.mark.parametrize("text", ["Theirs. On.", "Others'. On.", "Anew."])
@pytest.mark.parametrize("is_forgotten", [False, True])
def test_page_that_does_not_go_on_from_its_kept_text_leaves_that_as_it_is(active, text, is_forgotten):
    """However it came to other words; also where more pages have saved since than a row remembers."""
    save(active, THEIRS, by=active.lead.head)
    save(active, {"progress": "Mine."}, page="page-one", turn=1)
    if is_forgotten:
        Answer.objects.update(pages=[])
    save(active, {"progress": "Others'."}, on={"progress": "Theirs."}, by=active.lead.head)

    save(active, {"progress": text}, on={"progress": "Theirs."}, page="page-one", turn=2)

    assert "Mine." in KeptText.objects.open().values_list("mine", flat=True)
    said = " ".join([first_answer(active).progress, *KeptText.objects.open().values_list("mine", flat=True)])
    assert text in said


@pytest.mark.rule("R16a")
def test_page_that_lets_go_of_its_kept_text_word_by_word_has_nothing_kept(active):
    save(active, THEIRS, by=active.lead.head)
    save(active, {"progress": "Mine."}, page="page-one", turn=1)

    save(active, {"progress": ""}, page="page-one", turn=2)

    assert (KeptText.objects.open().count(), first_answer(active).progress) == (0, "Theirs.")


@pytest.mark.rule("R16a")
def test_page_whose_answer_of_a_clash_was_lost_is_told_again(active):
    save(active, THEIRS, by=active.lead.head)
    first = save(active, {"progress": "Mine."}, page="page-one", turn=1)

    again = save(active, {"progress": "Mine."}, page="page-one", turn=1)
    beside = save(active, {"next_steps": "More."}, page="page-one", turn=2)

    assert [kept.pk for kept in again.clashes] == [kept.pk for kept in first.clashes]
    assert [kept.pk for kept in beside.clashes] == [kept.pk for kept in first.clashes]


@pytest.mark.rule("R16a")
def test_page_that_builds_on_its_own_text_that_was_pushed_aside_loses_nothing_of_it(active):
    save(active, {"progress": "One theirs two."}, on=EMPTY, by=active.lead.head)
    save(active, {"progress": "One mine two."}, page="page-one", turn=1)
    save(active, {"next_steps": "More."}, page="page-one", turn=2)

    saved = save(
        active, {"progress": "One mine two. Three."}, on={"progress": "One mine two."}, page="page-one", turn=3
    )

    assert [(kept.box, kept.mine) for kept in saved.clashes] == [("progress", "One mine two. Three.")]
    assert (saved.row.progress, KeptText.objects.open().count()) == ("One theirs two.", 1)


@pytest.mark.rule("R16a")
def test_save_that_arrives_late_does_not_undo_a_later_one(active):
    save(active, {"progress": "ABC"}, page="page-one", turn=3)

    late = save(active, {"progress": "AB"}, page="page-one", turn=2)

    assert (late.row.progress, late.row.version, late.clashes) == ("ABC", 1, [])


@pytest.mark.rule("R16a")
def test_page_whose_answer_was_lost_sends_the_same_turn_again(active):
    save(active, {"progress": "A"}, page="page-one", turn=1)
    steps = [Step({"progress": Box("", "A")}, 1), Step({"progress": Box("A", "A B")}, 2)]

    saved = answer_flows.save(first_answer(active), Edit(steps, "page-one"), by=active.lead.coordinator, at=LATER)

    assert (saved.row.progress, saved.row.version, saved.clashes) == ("A B", 2, [])


@pytest.mark.rule("R16a")
def test_second_page_of_the_same_person_overwrites_nothing(active):
    save(active, MINE, page="page-one", turn=1)

    saved = save(active, THEIRS, page="page-two", turn=1)

    assert (saved.row.progress, len(saved.clashes)) == ("Mine.", 1)


@pytest.mark.rule("R16b")
def test_hand_over_keeps_what_the_one_before_wrote(active):
    save(active, THEIRS, by=active.lead.head)
    save(active, MINE, on=THEIRS)

    kept = [(one.kind, one.written_by, one.progress, one.version) for one in AnswerVersion.objects.all()]
    assert kept == [("hand_over", active.lead.head, "Theirs.", 1)]


def test_same_text_is_no_new_version(active):
    save(active, MINE)

    assert save(active, MINE).row.version == 1


@pytest.mark.rule("R44a")
def test_contributor_writes_what_was_given_to_them_and_nothing_else(active):
    carol = contributor(active)
    answer_flows.give(first_answer(active), carol, by=active.lead.coordinator, at=LATER)

    save(active, MINE, by=carol)
    with pytest.raises(NotPermitted):
        answer_flows.save(active.review().answers.get(element__number=2), rewritten(EMPTY, MINE), by=carol, at=LATER)

    seen = set(Answer.objects.visible_to(carol).values_list("element__number", flat=True))
    assert seen == {1}


def test_element_is_given_to_people_of_the_school_alone(active):
    with pytest.raises(Refused, match="holds no role at this school"):
        answer_flows.give(first_answer(active), active.members[0].head, by=active.lead.coordinator, at=LATER)


def test_leaver_no_longer_writes_what_was_given_to_them(active):
    carol = contributor(active)
    answer_flows.give(first_answer(active), carol, by=active.lead.coordinator, at=LATER)
    carol.school_roles.update(ended_at=LATER, ended_by=active.lead.head)

    with pytest.raises(NotPermitted):
        save(active, MINE, by=carol)
    assert not Review.objects.visible_to(carol).exists()


def given(active, somebody, *numbers):
    for number in numbers:
        answer = active.review().answers.get(element__number=number)
        answer_flows.give(answer, somebody, by=active.lead.coordinator, at=LATER)


def holders(active) -> set[int]:
    """The elements that are given to anybody."""
    return set(active.review().answers.exclude(given_to=None).values_list("element__number", flat=True))


def mails_of_elements() -> list[Message]:
    return list(Message.objects.filter(kind="update/elements_given_back"))


@pytest.mark.rule("R5k")
def test_elements_of_somebody_who_is_removed_go_back_to_the_coordinators_who_read_which(active):
    carol, head = contributor(active), active.lead.head
    given(active, carol, 1, 3)
    given(active, head, 2)
    elements = [str(active.review().answers.get(element__number=number).element) for number in (1, 3)]

    role_flows.end_role(carol.school_roles.get(), by=active.lead.coordinator, at=LATER)

    mail = mails_of_elements()[0]
    assert holders(active) == {2}
    assert (mail.context["person"], mail.context["elements"]) == ("Carol", elements)
    assert mail.audience == "school_people"
    assert mail.audience_of == {"schools": [active.lead.school.pk], "kinds": ["coordinator"]}
    events = Event.objects.filter(action="give", facts__left=carol.pk)
    assert set(events.values_list("by", "at")) == {(active.lead.coordinator.pk, LATER)}


@pytest.mark.rule("R5k")
def test_overview_no_longer_says_given_to(client, active):
    carol = contributor(active)
    given(active, carol, 1)
    client.force_login(active.lead.coordinator)
    url = reverse("update:review", args=[active.review().pk])
    assert "given to Carol" in client.get(url).content.decode()

    role_flows.end_role(carol.school_roles.get(), by=active.lead.coordinator, at=LATER)

    assert "given to" not in client.get(url).content.decode()


@pytest.mark.rule("R5k")
def test_new_role_does_not_bring_back_what_was_given(active):
    carol = contributor(active)
    given(active, carol, 1)
    role_flows.end_role(carol.school_roles.get(), by=active.lead.coordinator, at=LATER)

    SchoolRoleFactory(user=carol, school=active.lead.school, kind="contributor")

    assert not Answer.objects.visible_to(User.objects.get(pk=carol.pk)).exists()
    with pytest.raises(NotPermitted):
        save(active, MINE, by=User.objects.get(pk=carol.pk))


@pytest.mark.rule("R5k")
def test_somebody_who_keeps_another_role_at_the_school_keeps_what_was_given(active):
    carol = contributor(active)
    SchoolRoleFactory(user=carol, school=active.lead.school, kind="finance")
    given(active, carol, 1)

    role_flows.end_role(carol.school_roles.get(kind="contributor"), by=active.lead.coordinator, at=LATER)

    assert (holders(active), mails_of_elements()) == ({1}, [])


@pytest.mark.rule("R5k")
def test_elements_given_at_another_school_stay(active):
    carol = contributor(active)
    SchoolRoleFactory(user=carol, school=active.members[0].school, kind="contributor")
    given(active, carol, 1)

    role_flows.end_role(carol.school_roles.get(school=active.members[0].school), by=active.members[0].head, at=LATER)

    assert (holders(active), mails_of_elements()) == ({1}, [])


@pytest.mark.rule("R5k")
def test_coordinator_who_hands_over_leaves_nothing_behind(active):
    given(active, active.lead.coordinator, 4)
    carol = contributor(active)

    role = SchoolRole.objects.get(user=active.lead.coordinator)
    leaver_flows.hand_over(role, email=carol.email, by=active.lead.coordinator, at=LATER)

    assert (holders(active), len(mails_of_elements())) == (set(), 1)


@pytest.mark.rule("R5k")
def test_elements_of_somebody_whose_sign_in_is_shut_go_back(active):
    carol = contributor(active)
    given(active, carol, 1)

    carol.is_active = False
    carol.save()

    assert (holders(active), len(mails_of_elements())) == (set(), 1)


@pytest.mark.rule("R5k")
def test_clock_finds_what_no_step_of_the_product_took_back(active):
    carol = contributor(active)
    given(active, carol, 1, 2)
    User.objects.filter(pk=carol.pk).update(is_active=False)
    assert holders(active) == {1, 2}

    assert (take_back_from_leavers(), take_back_from_leavers()) == (2, 0)

    assert (holders(active), len(mails_of_elements())) == (set(), 1)


@pytest.mark.rule("R5k")
def test_update_that_is_sent_gives_back_without_a_mail(active):
    carol = contributor(active)
    given(active, carol, 1)
    active.send_update(at=LATER)

    role_flows.end_role(carol.school_roles.get(), by=active.lead.coordinator, at=LATER)

    assert (holders(active), mails_of_elements()) == (set(), [])


@pytest.mark.rule("R44a")
def test_nobody_else_writes(active):
    for somebody in (active.members[0].coordinator, active.staff, active.adviser, staffed_school("X").coordinator):
        with pytest.raises(NotPermitted):
            save(active, MINE, by=somebody)

    assert first_answer(active).version == 0


@pytest.mark.rule("R15b")
def test_sending_needs_every_element(active):
    review = active.write_update()
    answer = review.answers.get(element__number=7)
    answer_flows.save(answer, rewritten(answer.texts(), {"evidence": " "}), by=active.lead.coordinator, at=LATER)

    with pytest.raises(review_flows.NotComplete, match="Not everything is answered yet: 7 Resources and ICT"):
        declare(active)

    assert (active.review().state, Declaration.objects.count()) == ("writing", 0)


@pytest.mark.rule("R15a")
@pytest.mark.parametrize("kind", ["link", "file"])
def test_link_or_file_is_evidence_too(active, kind):
    review, by = active.write_update(), active.lead.coordinator
    answer = review.answers.get(element__number=7)
    answer_flows.save(answer, rewritten(answer.texts(), {"evidence": ""}), by=by, at=LATER)
    if kind == "link":
        evidence.add_link(answer, url="https://a.example/", title="Proof", by=by, at=LATER)
    else:
        evidence.add_file(answer, upload(), title="Proof", by=by, at=LATER)

    assert declare(active).state == "sent"


@pytest.mark.rule("R15a")
def test_file_taken_away_is_no_evidence_and_its_bytes_stay(active):
    review, by = active.write_update(), active.lead.coordinator
    answer = review.answers.get(element__number=7)
    answer_flows.save(answer, rewritten(answer.texts(), {"evidence": ""}), by=by, at=LATER)
    kept = evidence.add_file(answer, upload(), title="Proof", by=by, at=LATER)
    evidence.remove_file(kept, by=by, at=LATER)

    with pytest.raises(review_flows.NotComplete):
        declare(active)
    assert kept.file.storage.exists(kept.file.name)


@pytest.mark.rule("R15a", "R15b")
def test_sending_needs_progress_on_each_target_of_last_year(active):
    review = active.write_update()
    target = TargetFactory(review=review, element=review.answers.first().element, aim="Calm mornings")
    progress = TargetProgress.objects.create(review=review, target=target)

    with pytest.raises(review_flows.NotComplete, match="Progress on the target “Calm mornings”"):
        declare(active)

    target_flows.report(progress, on_target("", "Calmer."), by=active.lead.coordinator, at=LATER)
    assert declare(active).state == "sent"


@pytest.mark.rule("R16a")
def test_target_written_by_two_clashes(active):
    review = active.review()
    target = TargetFactory(review=review, element=review.answers.first().element)
    progress = TargetProgress.objects.create(review=review, target=target)
    target_flows.report(progress, on_target("", "Theirs."), by=active.lead.head, at=LATER)

    saved = target_flows.report(progress, on_target("", "Mine."), by=active.lead.coordinator, at=LATER)

    assert (saved.row.text, len(saved.clashes)) == ("Theirs.", 1)
    assert kept_texts() == [("text", active.lead.coordinator, active.lead.head, "Mine.")]


@pytest.mark.rule("R16b")
def test_hand_over_of_a_target_and_its_sending_are_kept(active):
    review = active.write_update()
    target = TargetFactory(review=review, element=review.answers.first().element)
    progress = TargetProgress.objects.create(review=review, target=target)
    target_flows.report(progress, on_target("", "Theirs."), by=active.lead.head, at=LATER)
    target_flows.report(progress, on_target("Theirs.", "Both."), by=active.lead.coordinator, at=LATER)
    declare(active)

    kept = [(one.kind, one.text) for one in TargetProgressVersion.objects.order_by("pk")]
    assert kept == [("hand_over", "Theirs."), ("sent", "Both.")]


@pytest.mark.rule("R15b")
def test_only_the_head_or_a_delegate_declares(active):
    active.write_update()

    for somebody in (active.lead.coordinator, active.members[0].head, active.staff):
        with pytest.raises(NotPermitted):
            declare(active, by=somebody)
    assert active.review().state == "writing"


@pytest.mark.rule("R15b")
def test_delegate_declares_by_name_and_capacity(active):
    active.write_update()
    delegate = person("Dana Delegate")
    SchoolRoleFactory(user=delegate, school=active.lead.school, kind="delegate", authority="Minute 7 of the governors")

    declare(active, by=delegate)

    given = Declaration.objects.get()
    assert (given.given_name, given.capacity, given.given_at) == ("Dana Delegate", "delegate", LATER)


@pytest.mark.rule("R15b")
def test_head_sends_only_what_they_have_read(active):
    read = review_conditions.fingerprint_of(active.write_update())
    save(active, {"next_steps": "New."}, on=dict(first_answer(active).texts()))

    with pytest.raises(Refused, match="Somebody changed a text since you opened this page"):
        declare(active, read=read)

    assert active.review().state == "writing"


@pytest.mark.rule("R15b")
@pytest.mark.parametrize("kind", ["link", "file"])
def test_head_declares_only_evidence_they_have_seen(active, kind):
    read, by = review_conditions.fingerprint_of(active.write_update()), active.lead.coordinator
    if kind == "link":
        evidence.add_link(first_answer(active), url="https://a.example/", title="New", by=by, at=LATER)
    else:
        evidence.add_file(first_answer(active), upload(), title="New", by=by, at=LATER)

    with pytest.raises(Refused, match="Somebody changed a text"):
        declare(active, read=read)


@pytest.mark.rule("R16b")
def test_what_was_sent_is_kept_element_by_element(active):
    active.send_update(at=LATER)

    kept = {(one.kind, one.answer.element.number, one.progress) for one in AnswerVersion.objects.all()}
    assert kept == {("sent", number, f"Progress {number}.") for number in range(1, 11)}


def test_nothing_is_written_after_sending(active):
    active.send_update(at=LATER)

    with pytest.raises(Refused, match="The update is sent"):
        save(active, MINE)
    with pytest.raises(Refused, match="so its evidence stays as it is"):
        evidence.add_link(
            first_answer(active), url="https://a.example/", title="x", by=active.lead.coordinator, at=LATER
        )
    with pytest.raises(WrongState, match="Update sent"):
        declare(active)


def test_link_may_point_to_a_plan_of_the_centre_that_was_lodged(client, active):
    plan = active.plan("research")
    plan_flows.lodge(plan, upload(), by=active.lead.coordinator, at=LATER)
    client.force_login(active.lead.coordinator, backend=BACKEND)
    review = active.review()
    opened = client.get(reverse("update:element", args=[review.pk, 1]))
    offered = [value for value, _words in opened.context["link_form"].fields["page"].choices]

    page = reverse("year:plan", args=[plan.pk])
    added = client.post(reverse("update:add_link", args=[review.pk, 1]), {"link-page": page})

    link = first_answer(active).links.get()
    assert offered == ["", page]
    assert added.status_code == 302
    assert (link.url, link.title) == (
        f"{settings.SITE_URL}{page}",
        "Year 1: Details of classroom research",
    )


@pytest.mark.rule("R40a")
def test_declaration_is_asked_of_the_head_by_mail_and_worklist(active):
    active.write_update()
    review_flows.ask_head(active.review(), by=active.lead.coordinator, at=LATER)
    delivery.deliver_everything_due(lambda: LATER)

    asked = Message.objects.get(kind="update/declaration_asked")
    assert [one.address for one in Delivery.objects.filter(message=asked)] == [active.lead.head.email]
    lines = [line.reason for line in lines_for(active.lead.head, date(2026, 12, 24))]
    assert "Read and declare the update of Lead School" in lines


def test_head_is_not_asked_for_a_half(active):
    with pytest.raises(review_flows.NotComplete):
        review_flows.ask_head(active.review(), by=active.lead.coordinator, at=LATER)


@pytest.mark.rule("R43b", "R44b")
def test_no_other_school_sees_an_update_sent_or_not(active):
    peer = active.members[0].coordinator
    before = set(Review.objects.visible_to(peer).values_list("school__name", flat=True))

    active.send_update(at=LATER)

    assert before == {"Second School"}
    assert set(Review.objects.visible_to(peer).values_list("school__name", flat=True)) == {"Second School"}


@pytest.mark.rule("R16a")
def test_clash_on_the_page_leads_to_both_texts_and_is_settled_there(client, active):
    client.force_login(active.lead.coordinator, backend=BACKEND)
    url = reverse("update:element", args=[active.review().pk, 1])
    opened = client.get(url).context["form"].initial
    save(active, THEIRS, by=active.lead.head)

    went = client.post(url, {**MINE, "page": opened["page"], "turn": 0, "base": json.dumps(opened["base"])})
    shown = client.get(went.url)
    both = {"progress": "Theirs. Mine.", "page": "p", "turn": 0, "base": json.dumps({"progress": "Theirs."})}
    client.post(went.url, both)

    kept = KeptText.objects.get()
    assert went.url == reverse("texts:kept", args=[kept.pk])
    assert ("Theirs." in shown.text, "Mine." in shown.text) == (True, True)
    assert (first_answer(active).progress, kept.settled_by) == ("Theirs. Mine.", active.lead.coordinator)


@pytest.mark.rule("R16a")
def test_saving_and_going_on_leads_to_the_next_element_that_the_person_sees(client, active):
    carol = contributor(active)
    for number in (1, 3):
        given = active.review().answers.get(element__number=number)
        answer_flows.give(given, carol, by=active.lead.coordinator, at=LATER)
    client.force_login(carol, backend=BACKEND)
    sent = {**MINE, "page": "p", "turn": 0, "base": json.dumps(EMPTY), "next": "1"}

    first, last = (client.post(reverse("update:element", args=[active.review().pk, n]), sent) for n in (1, 3))

    assert first.url == reverse("update:element", args=[active.review().pk, 3])
    assert last.url == reverse("update:review", args=[active.review().pk])


@pytest.mark.rule("R17b")
def test_last_years_answer_stands_beside_this_years(client, active):
    active.send_update(at=LATER)
    years.open_due(at=datetime(2027, 11, 23, 8, 0, tzinfo=UTC))
    client.force_login(active.lead.coordinator, backend=BACKEND)

    page = client.get(reverse("update:element", args=[active.review().pk, 3])).text

    assert "Progress 3." in page
    assert "Progress 4." not in page
