"""An application as its schools write it: answers, evidence, agreements, sending, changes, taking it back."""

import contextlib
from datetime import date, timedelta

import pytest
from django.urls import reverse

from centres.application.conditions import application as application_conditions
from centres.application.enums import Criterion
from centres.application.flows import agreement, eligibility
from centres.application.flows import application as application_flows
from centres.application.flows import application as applying
from centres.application.flows import criterion as criterion_flows
from centres.application.flows.application import Change
from centres.application.models.agreement import Agreement
from centres.application.models.application import Application, ChangeRequest
from centres.application.models.criterion import EvidenceLink
from centres.application.models.eligibility import EligibilityFinding
from centres.application.selectors.application import changes_due_on, forming_steps
from centres.membership.conditions import eligibility as eligibility_conditions
from centres.membership.flows import invitation as invitation_flows
from centres.membership.flows import membership
from centres.membership.models.membership import Membership
from iqm_coe.accounts.models.event import Event
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.lib.transitions import WrongState
from iqm_coe.lib.versioned import rewritten
from iqm_coe.notifications.models.outbox import Message
from schools.models.award import Award
from schools.models.school import School
from tests import scene as scene_tests
from tests.clock import NOW, TODAY, days
from tests.factories.schools import AwardFactory, SchoolRoleFactory
from tests.scene import Scene, staffed_school

pytestmark = pytest.mark.django_db

DUE = date(2026, 12, 7)


def answer(scene: Scene, criterion: str = "C1", *, text: str = "Ours.", on: str | None = None, by=None, at=NOW):
    """Written on top of `on`, or of what stands now."""
    row = scene.application.answers.get(criterion=criterion)
    edit = rewritten({"text": row.text if on is None else on}, {"text": text})
    return criterion_flows.answer(row, edit, by=by or scene.lead.coordinator, at=at)


def ask_for(scene: Scene, *criteria: str, at=NOW) -> None:
    changes = [Change(Criterion(criterion), f"More on {criterion}.", DUE) for criterion in criteria]
    application_flows.request_changes(scene.application, changes, read=scene.read, by=scene.staff, at=at)


def lacking(scene: Scene) -> list[str]:
    return application_conditions.missing(scene.application)


# ---- answers ----


def test_answer_is_saved_with_who_and_when(forming) -> None:
    second = forming.members[0]
    saved = answer(forming, text="Our words.", by=second.coordinator).row
    saved.refresh_from_db()
    assert (saved.text, saved.version, saved.updated_by, saved.updated_at) == ("Our words.", 1, second.coordinator, NOW)
    assert Event.objects.get(action="save").facts == {"version": 1, "characters": 10}


@pytest.mark.rule("R9i")
def test_answer_in_the_same_place_overwrites_nothing_and_is_kept(forming) -> None:
    second = forming.members[0]
    answer(forming, text="Theirs.", by=second.coordinator)
    (kept,) = answer(forming, text="Mine.", on="").clashes
    assert (kept.mine, kept.written_by, kept.theirs_by) == ("Mine.", forming.lead.coordinator, second.coordinator)
    assert forming.application.answers.get(criterion="C1").text == "Theirs."


@pytest.mark.rule("R9i")
def test_answers_of_two_that_do_not_overlap_are_put_together(forming) -> None:
    answer(forming, text="One.\nTwo.\nThree.")
    answer(forming, text="One.\nTwo.\nThree, theirs.", by=forming.members[0].coordinator)
    saved = answer(forming, text="One, mine.\nTwo.\nThree.", on="One.\nTwo.\nThree.")
    assert (saved.row.text, saved.clashes) == ("One, mine.\nTwo.\nThree, theirs.", [])


def test_answer_with_the_same_words_is_no_clash(forming) -> None:
    answer(forming, text="Ours.", by=forming.members[0].coordinator)
    assert answer(forming, text="Ours.", on="").clashes == []


@pytest.mark.parametrize(("minutes", "sittings"), [(1, 1), (30, 1), (31, 2)])
def test_trail_tells_of_each_sitting_and_not_of_each_saving(forming, minutes: int, sittings: int) -> None:
    answer(forming, text="Our")
    answer(forming, text="Our words.", at=NOW + timedelta(minutes=minutes))
    assert Event.objects.filter(action="save").count() == sittings


@pytest.mark.parametrize("who", ["head", "contributor", "staff", "invited", "stranger"])
def test_answer_by_anybody_but_a_coordinator_of_the_centre_is_refused(forming, who: str) -> None:
    invited = staffed_school("Third School")
    forming.invite(invited)
    by = {
        "head": forming.lead.head,
        "contributor": SchoolRoleFactory(school=forming.lead.school, kind="contributor").user,
        "staff": forming.staff,
        "invited": invited.coordinator,
        "stranger": staffed_school("Elsewhere").coordinator,
    }[who]
    with pytest.raises(NotPermitted):
        answer(forming, by=by)
    assert forming.application.answers.get(criterion="C1").text == ""


@pytest.mark.rule("R9c")
def test_answer_while_it_is_with_iqm_is_refused(submitted) -> None:
    with pytest.raises(Refused, match="not open for writing now"):
        answer(submitted, text="Late.")
    assert submitted.application.answers.get(criterion="C1").text == "Our C1."


@pytest.mark.rule("R9i")
def test_criterion_page_on_a_clash_leads_to_both_texts_and_saves_what_was_put_together(client, forming) -> None:
    url = reverse("application:criterion", args=[forming.centre.pk, "C1"])
    client.force_login(forming.lead.coordinator)
    answer(forming, text="Their words.", by=forming.members[0].coordinator)

    went = client.post(url, {"text": "My words.", "base": '{"text": ""}', "save": "1"})
    page = client.get(went.url).content.decode()
    assert "Their" in page
    assert "My" in page

    saved = client.post(went.url, {"text": "Their words. My words.", "base": '{"text": "Their words."}'})
    assert saved.url == url
    assert forming.application.answers.get(criterion="C1").text == "Their words. My words."


def test_criterion_page_goes_on_to_the_next_one_that_is_open(client, submitted) -> None:
    ask_for(submitted, "C3", "C5")
    client.force_login(submitted.lead.coordinator)
    addresses = [reverse("application:criterion", args=[submitted.centre.pk, code]) for code in ("C3", "C5")]
    sent = {"text": "More.", "base": '{"text": "Our C3."}', "next": "1"}
    assert client.post(addresses[0], sent).url == addresses[1]
    last = client.post(addresses[1], sent | {"base": '{"text": "Our C5."}'})
    assert last.url == reverse("application:application", args=[submitted.centre.pk])


def test_criterion_page_goes_on_to_the_next_one(client, forming) -> None:
    client.force_login(forming.lead.coordinator)
    following = {"C1": "C2", "C5": "C8"}
    for criterion, then in following.items():
        url = reverse("application:criterion", args=[forming.centre.pk, criterion])
        went = client.post(url, {"text": "Words.", "next": "1"})
        assert went.url == reverse("application:criterion", args=[forming.centre.pk, then])


@pytest.mark.parametrize(("length", "status"), [(10_000, 302), (10_001, 200)])
def test_criterion_page_takes_ten_thousand_characters(client, forming, length: int, status: int) -> None:
    client.force_login(forming.lead.coordinator)
    url = reverse("application:criterion", args=[forming.centre.pk, "C1"])
    assert client.post(url, {"text": "x" * length}).status_code == status


def test_criterion_page_counts_a_line_break_once_as_the_browser_does(client, forming) -> None:
    client.force_login(forming.lead.coordinator)
    url = reverse("application:criterion", args=[forming.centre.pk, "C1"])
    text = "x" * 9_998 + "\r\n" + "y"
    assert client.post(url, {"text": text}).status_code == 302


# ---- evidence ----


def test_evidence_stands_beside_the_answer_and_can_be_taken_away(forming) -> None:
    by = forming.lead.coordinator
    link = criterion_flows.add_evidence(
        forming.application, "C1", url="https://a.example/x", title="Notes", by=by, at=NOW
    )
    assert (link.answer.criterion, link.added_by, link.added_at) == ("C1", by, NOW)
    criterion_flows.remove_evidence(link, by=forming.members[0].coordinator, at=NOW)
    assert EvidenceLink.objects.count() == 0
    event = Event.objects.get(action="remove_evidence")
    assert "a.example" not in str(event.facts)  # it may name somebody, and facts are for good
    assert event.note.text == "https://a.example/x"


def test_evidence_twice_is_refused(forming) -> None:
    by = forming.lead.coordinator
    criterion_flows.add_evidence(forming.application, "C1", url="https://a.example/x", title="Notes", by=by, at=NOW)
    with pytest.raises(Refused, match="stands beside the answer already"):
        criterion_flows.add_evidence(forming.application, "C1", url="https://a.example/x", title="Again", by=by, at=NOW)
    assert EvidenceLink.objects.get().title == "Notes"


def test_evidence_removed_twice_in_a_row_is_one_removal(forming) -> None:
    by = forming.lead.coordinator
    link = criterion_flows.add_evidence(
        forming.application, "C1", url="https://a.example/x", title="Notes", by=by, at=NOW
    )
    stale = EvidenceLink.objects.get()
    criterion_flows.remove_evidence(link, by=by, at=NOW)
    with contextlib.suppress(Refused):
        criterion_flows.remove_evidence(stale, by=by, at=NOW)
    assert Event.objects.filter(action="remove_evidence").count() == 1


@pytest.mark.parametrize(
    ("url", "is_taken"),
    [
        ("https://schools.example/films", True),
        ("http://schools.example", True),
        ("javascript:alert(1)", False),
        ("ftp://schools.example/x", False),
        ("schools.example", True),
        ("https://", False),
        ("https://a.example/" + "x" * 490, False),
        ("", False),
    ],
)
def test_evidence_page_takes_web_addresses_only(client, forming, url: str, is_taken: bool) -> None:
    client.force_login(forming.lead.coordinator)
    page = client.post(reverse("application:add_evidence", args=[forming.centre.pk, "C1"]), {"url": url, "title": "T"})
    assert page.status_code == (302 if is_taken else 200)
    assert EvidenceLink.objects.count() == is_taken


def test_evidence_by_a_stranger_is_refused(forming) -> None:
    with pytest.raises(NotPermitted):
        criterion_flows.add_evidence(
            forming.application, "C1", url="https://a.example", title="T", by=staffed_school("X").coordinator, at=NOW
        )
    assert EvidenceLink.objects.count() == 0


@pytest.mark.rule("R9c")
def test_evidence_of_a_closed_criterion_stays(submitted) -> None:
    answered = submitted.application.answers.get(criterion="C1")
    link = EvidenceLink.objects.create(
        answer=answered, url="https://a.example", title="T", added_at=NOW, added_by=submitted.lead.coordinator
    )
    with pytest.raises(Refused, match="not open for writing now"):
        criterion_flows.remove_evidence(link, by=submitted.lead.coordinator, at=NOW)
    assert EvidenceLink.objects.count() == 1


# ---- agreements ----


@pytest.mark.rule("R9h")
def test_agree_by_the_head_stands_with_name_capacity_and_day(forming) -> None:
    place = forming.centre.memberships.get(school=forming.lead.school)
    given = agreement.agree(place, "C6", by=forming.lead.head, at=NOW)
    assert (given.given_name, given.capacity, given.given_by, given.given_at) == (
        "Head of Lead School",
        "headteacher",
        forming.lead.head,
        NOW,
    )
    assert given.superseded_at is None


@pytest.mark.rule("R9h", "R5i")
def test_agree_by_a_delegate_says_so(forming) -> None:
    delegate = SchoolRoleFactory(school=forming.lead.school, kind="delegate").user
    place = forming.centre.memberships.get(school=forming.lead.school)
    assert agreement.agree(place, "C7", by=delegate, at=NOW).capacity == "delegate"


@pytest.mark.rule("R9h")
@pytest.mark.parametrize("who", ["coordinator", "other head", "contributor", "staff"])
def test_agree_by_anybody_else_is_refused(forming, who: str) -> None:
    by = {
        "coordinator": forming.lead.coordinator,
        "other head": forming.members[0].head,
        "contributor": SchoolRoleFactory(school=forming.lead.school, kind="contributor").user,
        "staff": forming.staff,
    }[who]
    place = forming.centre.memberships.get(school=forming.lead.school)
    with pytest.raises(NotPermitted):
        agreement.agree(place, "C6", by=by, at=NOW)
    assert Agreement.objects.count() == 0


def test_agree_twice_is_refused(forming) -> None:
    place = forming.centre.memberships.get(school=forming.lead.school)
    agreement.agree(place, "C6", by=forming.lead.head, at=NOW)
    with pytest.raises(Refused, match="agreed for your school already"):
        agreement.agree(place, "C6", by=forming.lead.head, at=NOW)
    assert Agreement.objects.count() == 1


@pytest.mark.parametrize("criterion", ["C1", "C8", "C9"])
def test_agree_to_a_written_criterion_is_refused(forming, criterion: str) -> None:
    place = forming.centre.memberships.get(school=forming.lead.school)
    with pytest.raises(Refused, match="nothing to agree now"):
        agreement.agree(place, criterion, by=forming.lead.head, at=NOW)
    assert Agreement.objects.count() == 0


def test_agree_page_wants_a_tick_and_keeps_what_was_given(client, forming) -> None:
    place = forming.centre.memberships.get(school=forming.lead.school)
    client.force_login(forming.lead.head)
    url = reverse("application:agree", args=[place.pk])
    assert "Tick what you agree to" in client.post(url, {"sent": "1"}).content.decode()
    assert client.post(url, {"C6": "1"}).status_code == 302
    assert client.post(url, {"C6": "1", "C7": "1"}).status_code == 302
    assert set(Agreement.objects.values_list("criterion", flat=True)) == {"C6", "C7"}


# ---- sending ----


@pytest.mark.rule("R9g", "R8d")
def test_missing_lists_everything_in_order(forming) -> None:
    forming.invite(staffed_school("Third School"))
    assert lacking(forming) == [
        "Third School has not answered its invitation yet.",
        "C1 is not answered yet.",
        "C2 is not answered yet.",
        "C3 is not answered yet.",
        "C4 is not answered yet.",
        "C5 is not answered yet.",
        "C8 is not answered yet.",
        "Lead School has not agreed C6 yet.",
        "Lead School has not agreed C7 yet.",
        "Second School has not agreed C6 yet.",
        "Second School has not agreed C7 yet.",
    ]
    forming.invite(staffed_school("Fourth School"))
    assert len(lacking(forming)) == 12


@pytest.mark.rule("R9g")
def test_send_of_an_incomplete_draft_says_what_is_missing_and_changes_nothing(forming) -> None:
    with pytest.raises(
        application_flows.NotComplete, match=r"C1 is not answered yet\..*Second School has not agreed C7 yet\."
    ):
        forming.send()
    assert forming.application.state == "draft"
    assert EligibilityFinding.objects.count() == 0


@pytest.mark.rule("R9g")
@pytest.mark.parametrize("blank", ["", "   ", "\n\t"])
def test_send_with_a_blank_answer_is_refused(ready, blank: str) -> None:
    answer(ready, "C4", text=blank)
    with pytest.raises(application_flows.NotComplete, match="C4 is not answered yet"):
        ready.send()
    assert ready.application.state == "draft"


@pytest.mark.rule("R8d")
def test_send_with_an_open_invitation_is_refused_until_it_is_settled(ready) -> None:
    invitation = ready.invite(staffed_school("Third School"))
    with pytest.raises(application_flows.NotComplete, match="Third School has not answered its invitation yet"):
        ready.send()
    invitation_flows.withdraw(invitation, by=ready.lead.coordinator, at=NOW)
    ready.send()
    assert ready.application.state == "submitted"


@pytest.mark.rule("R10a", "R45a")
def test_send_hands_it_to_iqm_with_what_was_found(ready) -> None:
    ready.send(at=NOW + days(1))
    application = ready.application
    event = Event.objects.get(action="send")
    assert (application.state, application.submitted_at, application.submitted_by) == (
        "submitted",
        NOW + days(1),
        ready.lead.coordinator,
    )
    assert (event.from_state, event.to_state, event.by) == ("draft", "submitted", ready.lead.coordinator)
    found = EligibilityFinding.objects.order_by("school__name")
    assert list(found.values_list("school__name", "moment", "is_eligible", "reasons", "checked_at")) == [
        ("Lead School", "submission", True, [], NOW + days(1)),
        ("Second School", "submission", True, [], NOW + days(1)),
    ]
    message = Message.objects.latest("pk")
    assert (message.kind, message.audience_of) == ("application/application_sent", {"kind": "staff"})


@pytest.mark.rule("R9e")
@pytest.mark.parametrize("who", ["head", "member", "staff"])
def test_send_by_anybody_but_the_lead_schools_coordinator_is_refused(ready, who: str) -> None:
    by = {"head": ready.lead.head, "member": ready.members[0].coordinator, "staff": ready.staff}[who]
    with pytest.raises(NotPermitted):
        application_flows.send(ready.application, by=by, at=NOW)
    assert ready.application.state == "draft"


@pytest.mark.rule("R9a")
def test_send_twice_is_refused(submitted) -> None:
    with pytest.raises(WrongState, match="is now “With IQM”"):
        submitted.send()
    assert Event.objects.filter(action="send").count() == 1


@pytest.mark.rule("R6a", "R10a")
def test_send_with_one_eligible_school_names_the_other_and_why(ready) -> None:
    Award.objects.filter(school__name="Second School").delete()
    with pytest.raises(eligibility.TooFewSchools) as refusal:
        ready.send()
    assert str(refusal.value) == (
        "A Centre needs at least two schools with a current award on the day. Here there are 1. "
        "Not counted: Second School: no award of a kind that qualifies is on record."
    )
    assert ready.application.state == "draft"


@pytest.mark.rule("R6a")
def test_send_of_a_centre_of_one_is_refused(db) -> None:
    alone = Scene(
        scene_tests.iqm_person("Sam", "staff"), scene_tests.iqm_person("Alan", "adviser"), staffed_school("Lead School")
    )
    alone.start().complete()
    with pytest.raises(application_flows.NotComplete, match="at least one more school"):
        alone.send()
    assert alone.application.state == "draft"


REASONS = {
    "no award": (None, "no award of a kind that qualifies is on record"),
    "another kind": ({"kind": "flagship"}, "no award of a kind that qualifies is on record"),
    "withdrawn": ({"withdrawn": True}, "no award of a kind that qualifies is on record"),
    "ended yesterday": ({"valid_until": date(2026, 11, 22)}, "its award has ended"),
    "begins tomorrow": ({"valid_from": date(2026, 11, 24)}, "its award has not begun yet"),
}


@pytest.mark.rule("R10a", "R1f", "R1b")
@pytest.mark.parametrize("case", REASONS)
def test_eligibility_says_why_a_school_is_not_counted(forming, case: str) -> None:
    change, words = REASONS[case]
    second = forming.members[0].school
    Award.objects.filter(school=second).delete()
    if change is not None:
        fields = dict(change)
        if fields.pop("withdrawn", False):
            fields |= {"withdrawn_at": NOW, "withdrawn_by": forming.staff}
        AwardFactory(school=second, **fields)
    found = {one.membership.school.name: one for one in eligibility_conditions.computed(forming.centre, TODAY)}
    assert found["Lead School"].is_eligible is True
    assert (found["Second School"].is_eligible, found["Second School"].award) == (False, None)
    assert [str(reason.label) for reason in found["Second School"].reasons] == [words]


@pytest.mark.rule("R1b")
@pytest.mark.parametrize("fields", [{"valid_until": TODAY}, {"valid_from": TODAY}])
def test_eligibility_counts_the_first_and_the_last_day(forming, fields: dict) -> None:
    second = forming.members[0].school
    Award.objects.filter(school=second).update(**fields)
    assert all(one.is_eligible for one in eligibility_conditions.computed(forming.centre, TODAY))


@pytest.mark.rule("R10a")
def test_eligibility_of_a_closed_school_gives_every_reason(forming) -> None:
    School.objects.filter(name="Second School").update(status="closed")
    Award.objects.filter(school__name="Second School").delete()
    found = {one.membership.school.name: one for one in eligibility_conditions.computed(forming.centre, TODAY)}
    assert [str(reason) for reason in found["Second School"].reasons] == ["closed", "no_award"]


@pytest.mark.rule("R10d")
def test_send_with_a_third_school_without_an_award_goes_through(forming) -> None:
    forming.join(staffed_school("Third School", has_award=False))
    forming.complete().send()
    found = EligibilityFinding.objects.get(school__name="Third School")
    assert forming.application.state == "submitted"
    assert (found.is_eligible, found.award, found.reasons) == (False, None, ["no_award"])


@pytest.mark.rule("R8a")
def test_school_that_left_owes_nothing_any_more(ready) -> None:
    third = staffed_school("Third School")
    ready.join(third)
    assert lacking(ready) == ["Third School has not agreed C6 yet.", "Third School has not agreed C7 yet."]
    membership.leave(Membership.objects.get(school=third.school), by=third.head, at=NOW)
    assert lacking(ready) == []


# ---- changes ----


@pytest.mark.rule("R9b", "R9c")
def test_request_changes_opens_only_the_named_criteria(submitted) -> None:
    ask_for(submitted, "C3", "C5")
    request = ChangeRequest.objects.get(criterion="C3")
    assert submitted.application.state == "changes_requested"
    assert (request.reason, request.due_on, request.requested_by) == ("More on C3.", DUE, submitted.staff)
    assert application_conditions.open_criteria(submitted.application) == {"C3", "C5"}
    answer(submitted, "C3", text="More.", at=NOW + days(1))
    with pytest.raises(Refused, match="not open for writing now"):
        answer(submitted, "C1", text="More.", at=NOW + days(1))


@pytest.mark.rule("R9b")
def test_request_changes_writes_to_the_schools_with_reason_and_day(submitted) -> None:
    ask_for(submitted, "C3")
    message = Message.objects.latest("pk")
    assert message.kind == "application/changes_requested"
    assert message.context["changes"] == [
        {
            "criterion": "C3 Good mechanisms to disseminate and share good practice between the schools",
            "reason": "More on C3.",
            "due": "Monday 7 December 2026",
        }
    ]


@pytest.mark.rule("R9b")
@pytest.mark.parametrize(("due_on", "works"), [(date(2026, 11, 22), False), (TODAY, False), (date(2026, 11, 24), True)])
def test_request_changes_wants_a_day_still_to_come(submitted, due_on: date, works: bool) -> None:
    change = Change(Criterion.C3, "More.", due_on)
    if works:
        application_flows.request_changes(
            submitted.application, [change], read=submitted.read, by=submitted.staff, at=NOW
        )
    else:
        with pytest.raises(Refused, match="a day that is still to come"):
            application_flows.request_changes(
                submitted.application, [change], read=submitted.read, by=submitted.staff, at=NOW
            )
    assert submitted.application.state == ("changes_requested" if works else "submitted")


@pytest.mark.rule("R9b")
@pytest.mark.parametrize(
    "changes",
    [
        [],
        [Change(Criterion.C3, "", DUE)],
        [Change(Criterion.C3, "One.", DUE), Change(Criterion.C3, "Two.", DUE)],
    ],
    ids=["nothing", "no reason", "one criterion twice"],
)
def test_request_changes_of_nothing_sensible_is_refused(submitted, changes: list[Change]) -> None:
    with pytest.raises(Refused):
        application_flows.request_changes(
            submitted.application, changes, read=submitted.read, by=submitted.staff, at=NOW
        )
    assert submitted.application.state == "submitted"


@pytest.mark.rule("R9b")
def test_request_changes_by_a_school_or_an_adviser_is_refused(submitted) -> None:
    for by in (submitted.lead.coordinator, submitted.adviser):
        with pytest.raises(NotPermitted):
            application_flows.request_changes(
                submitted.application, [Change(Criterion.C3, "x", DUE)], read=submitted.read, by=by, at=NOW
            )
    assert submitted.application.state == "submitted"


@pytest.mark.rule("R9b")
def test_send_again_without_the_change_is_refused(submitted) -> None:
    ask_for(submitted, "C3", "C5")
    answer(submitted, "C3", text="More.", at=NOW + days(1))
    with pytest.raises(
        application_flows.NotComplete, match="Nothing has changed for C5 since the change was requested"
    ):
        submitted.send(at=NOW + days(2))
    assert submitted.application.state == "changes_requested"


@pytest.mark.rule("R9b")
def test_send_again_after_the_change_answers_the_request(submitted) -> None:
    ask_for(submitted, "C3")
    answer(submitted, "C3", text="More.", at=NOW + days(1))
    submitted.send(at=NOW + days(2))
    request = ChangeRequest.objects.get()
    assert submitted.application.state == "submitted"
    assert (request.answered_at, request.answered_by) == (NOW + days(2), submitted.lead.coordinator)
    assert application_conditions.open_criteria(submitted.application) == frozenset()


@pytest.mark.rule("R9b")
def test_evidence_alone_can_be_the_change(submitted) -> None:
    ask_for(submitted, "C3")
    criterion_flows.add_evidence(
        submitted.application, "C3", url="https://a.example", title="T", by=submitted.lead.coordinator, at=NOW + days(1)
    )
    submitted.send(at=NOW + days(2))
    assert submitted.application.state == "submitted"


@pytest.mark.rule("R9b")
def test_changes_can_be_requested_a_second_time(submitted) -> None:
    ask_for(submitted, "C3")
    answer(submitted, "C3", text="More.", at=NOW + days(1))
    submitted.send(at=NOW + days(2))
    ask_for(submitted, "C3", at=NOW + days(3))
    assert ChangeRequest.objects.filter(criterion="C3").count() == 2
    with pytest.raises(application_flows.NotComplete, match="Nothing has changed for C3"):
        submitted.send(at=NOW + days(4))
    assert submitted.application.state == "changes_requested"


@pytest.mark.rule("R9b", "R9h")
def test_agreement_reopened_is_given_anew_by_every_head(submitted) -> None:
    ask_for(submitted, "C6")
    assert lacking(submitted) == ["Lead School has not agreed C6 yet.", "Second School has not agreed C6 yet."]
    for one in submitted.everybody:
        place = submitted.centre.memberships.get(school=one.school)
        with pytest.raises(Refused, match="nothing to agree now"):
            agreement.agree(place, "C7", by=one.head, at=NOW + days(1))
        agreement.agree(place, "C6", by=one.head, at=NOW + days(1))
    submitted.send(at=NOW + days(2))
    assert submitted.application.state == "submitted"
    assert Agreement.objects.filter(criterion="C6", superseded_at=NOW).count() == 2
    assert Agreement.objects.filter(criterion="C6", superseded_at=None).count() == 2


def test_changes_page_asks_for_what_has_a_reason_only(client, submitted) -> None:
    client.force_login(submitted.staff)
    url = reverse("application:request_changes", args=[submitted.centre.pk])
    due = {"read": submitted.read} | {f"C{number}_due_on": "2026-12-07" for number in range(1, 9)}
    assert "Name at least one criterion" in client.post(url, due).content.decode()
    assert client.post(url, {**due, "C3_reason": "More."}).status_code == 302
    assert list(ChangeRequest.objects.values_list("criterion", flat=True)) == ["C3"]


# ---- taking it back ----


@pytest.mark.rule("R9d", "R9e")
@pytest.mark.parametrize("state", ["draft", "submitted", "changes_requested"])
def test_withdraw_before_the_decision_frees_every_school(ready, state: str) -> None:
    if state == "draft":
        ready.invite(staffed_school("Third School"))
    else:
        ready.send()
    if state == "changes_requested":
        ask_for(ready, "C3")
    application_flows.withdraw(ready.application, by=ready.lead.coordinator, at=NOW + days(1), reason="Next year.")

    ready.centre.refresh_from_db()
    assert (ready.application.state, ready.centre.state) == ("withdrawn", "closed")
    assert set(ready.centre.memberships.values_list("state", flat=True)) == {"released"}
    assert ready.centre.invitations.filter(state="open").count() == 0
    assert Event.objects.get(subject_type="application.application", action="withdraw").reason == "Next year."
    second = ready.members[0]
    assert applying.start(second.school, name="New", by=second.coordinator, at=NOW + days(2)).state == "forming"


@pytest.mark.rule("R9e")
@pytest.mark.parametrize("who", ["head", "member", "staff"])
def test_withdraw_by_anybody_else_is_refused(submitted, who: str) -> None:
    by = {"head": submitted.lead.head, "member": submitted.members[0].coordinator, "staff": submitted.staff}[who]
    with pytest.raises(NotPermitted):
        application_flows.withdraw(submitted.application, by=by, at=NOW)
    assert submitted.application.state == "submitted"


@pytest.mark.rule("R9a", "R9d")
def test_withdraw_after_the_decision_is_refused(active) -> None:
    with pytest.raises(WrongState, match="is now “Approved”"):
        application_flows.withdraw(active.application, by=active.lead.coordinator, at=NOW)
    assert Application.objects.get().state == "approved"
    assert set(active.centre.memberships.values_list("state", flat=True)) == {"live"}


def test_withdraw_tells_everybody_of_the_schools(submitted) -> None:
    application_flows.withdraw(submitted.application, by=submitted.lead.coordinator, at=NOW)
    message = Message.objects.get(kind="application/withdrawn")
    assert set(message.audience_of["schools"]) == {one.school.pk for one in submitted.everybody}


# ---- the school's own page ----


@pytest.mark.rule("R44a")
def test_page_of_the_school_says_nothing_of_a_centre_to_who_may_not_read_it(client) -> None:
    made = scene_tests.active()
    writer = SchoolRoleFactory(school=made.lead.school, kind="contributor").user
    pages = {}
    for user in (writer, made.lead.coordinator):
        client.force_login(user)
        pages[user] = client.get(reverse("schools:school", args=[made.lead.school.pk])).content.decode()

    assert "stands in no Centre" not in pages[writer]
    assert str(made.centre) not in pages[writer]
    assert "stands in no Centre" not in pages[made.lead.coordinator]
    assert str(made.centre) in pages[made.lead.coordinator]


@pytest.mark.rule("R44a")
def test_page_of_a_school_without_a_centre_says_so_to_everybody_there(client) -> None:
    alone = staffed_school("Elm School")
    writer = SchoolRoleFactory(school=alone.school, kind="contributor").user
    for user in (writer, alone.coordinator):
        client.force_login(user)
        page = client.get(reverse("schools:school", args=[alone.school.pk])).content.decode()
        assert "stands in no Centre" in page


# ---- whose turn it is, on the line of the Centre


def turns(application: Application, on: date) -> dict[str, tuple[str, date | None]]:
    application.refresh_from_db()
    steps = forming_steps(application, changes_due_on(application), on)
    return {str(step["label"]): (step["state"], step["on"]) for step in steps}


@pytest.mark.parametrize(("after", "state"), [(-30, "now"), (-14, "due"), (0, "due"), (1, "late")])
def test_iqm_decides_by_its_day_and_is_late_from_the_next_one_on(submitted, after, state) -> None:
    decide_by = submitted.application.decide_by
    assert turns(submitted.application, decide_by + days(after))["IQM decides"] == (state, decide_by)


def test_while_changes_are_asked_for_the_schools_are_to_move_by_the_first_day(submitted) -> None:
    asked = [Change(Criterion.C1, "Say more.", TODAY + days(20)), Change(Criterion.C2, "Say how.", TODAY + days(9))]
    application_flows.request_changes(submitted.application, asked, read=submitted.read, by=submitted.staff, at=NOW)
    told = turns(submitted.application, TODAY)
    assert told["Changes that IQM asked for"] == ("due", TODAY + days(9))
    assert told["Decided by IQM"] == ("coming", None)
    assert turns(submitted.application, TODAY + days(10))["Changes that IQM asked for"][0] == "late"


def test_the_page_of_an_application_says_by_when_iqm_decides(submitted, client) -> None:
    client.force_login(submitted.lead.coordinator)
    page = client.get(reverse("application:application", args=[submitted.centre.pk])).content.decode()
    assert f"IQM decides by {long_date(submitted.application.decide_by)}." in page
