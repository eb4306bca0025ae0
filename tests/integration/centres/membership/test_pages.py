"""The pages of Centres: what each person finds there, and hand-made requests that find nothing."""

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from centres.application.flows import criterion as flows
from centres.membership.flows import invitation as invitation_flows
from centres.membership.models.centre import Centre
from centres.membership.models.invitation import CentreInvitation
from centres.membership.selectors.invitation import candidates
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.lib.versioned import rewritten
from iqm_coe.notifications.flows import delivery
from iqm_coe.notifications.models.outbox import Message
from tests.clock import NOW, TODAY, days
from tests.factories.schools import SchoolFactory, SchoolRoleFactory
from tests.scene import iqm_person, person, staffed_school

pytestmark = pytest.mark.django_db


@pytest.fixture
def third():
    return staffed_school("Third School")


def test_start_page_begins_a_centre_and_leads_to_it(client, third) -> None:
    client.force_login(third.coordinator)
    url = reverse("application:start", args=[third.school.pk])
    went = client.post(url, {"name": "Harbour Schools"})
    centre = Centre.objects.get()
    assert (centre.name, went.url) == ("Harbour Schools", reverse("membership:centre", args=[centre.pk]))
    again = client.post(url, {"name": "Second"})
    assert "already stands in a Centre" in again.content.decode()


def test_invite_page_finds_a_school_and_asks_it(client, forming, third) -> None:
    client.force_login(forming.lead.coordinator)
    url = reverse("membership:invite", args=[forming.centre.pk])
    assert "Third School" in client.get(url, {"q": "third"}).content.decode()
    assert "Third School" not in client.get(url, {"q": "th"}).content.decode()
    assert client.post(url, {"school": third.school.pk}).status_code == 302
    assert CentreInvitation.objects.get(school=third.school).state == "open"


@pytest.mark.rule("R44d")
def test_invite_page_never_tells_who_is_in_a_centre(client, forming, third) -> None:
    other = staffed_school("Quiet School")
    Centre.objects.create(
        name="Secret Circle", lead_school=other.school, started_at=forming.centre.started_at, started_by=other.head
    )
    client.force_login(forming.lead.coordinator)
    page = client.get(reverse("membership:invite", args=[forming.centre.pk]), {"q": "quiet"}).content.decode()
    assert "Quiet School" in page
    assert "Secret Circle" not in page


@pytest.mark.parametrize("school", ["abc", "", "-1", "0", "99999999999999999999999"])
def test_invite_page_with_a_handmade_school_finds_nothing(client, forming, school: str) -> None:
    client.force_login(forming.lead.coordinator)
    answer = client.post(reverse("membership:invite", args=[forming.centre.pk]), {"school": school})
    assert answer.status_code in {200, 400, 404}
    assert CentreInvitation.objects.filter(state="open").count() == 0


@pytest.mark.parametrize("q", ["a\x00bc", "%%%", "'; DROP", "💛💛💛"])
def test_invite_page_searches_for_anything_without_breaking(client, forming, q: str) -> None:
    client.force_login(forming.lead.coordinator)
    assert client.get(reverse("membership:invite", args=[forming.centre.pk]), {"q": q}).status_code in {200, 400}


def test_invitation_page_says_yes_and_no(client, forming, third) -> None:
    client.force_login(third.head)
    first = forming.invite(third)
    client.post(reverse("membership:invitation", args=[first.pk]), {"decline": "1", "reason": "Not now."})
    second = forming.invite(third)
    went = client.post(reverse("membership:invitation", args=[second.pk]), {"accept": "1", "reason": ""})
    assert went.url == reverse("membership:centre", args=[forming.centre.pk])
    assert [one.state for one in CentreInvitation.objects.filter(school=third.school).order_by("pk")] == [
        "declined",
        "accepted",
    ]


@pytest.mark.rule("R8a")
def test_invitation_page_without_an_answer_changes_nothing(client, forming, third) -> None:
    """A form sent by the Enter key from the reason, or by a script, names neither button."""
    client.force_login(third.head)
    invitation = forming.invite(third)
    client.post(reverse("membership:invitation", args=[invitation.pk]), {"reason": "Hm."})
    invitation.refresh_from_db()
    assert invitation.state == "open"


@pytest.mark.rule("R8c")
def test_invitation_withdrawn_from_the_page_once_it_was_said_what_that_means(client, forming, third) -> None:
    client.force_login(forming.lead.coordinator)
    invitation = forming.invite(third)
    address = reverse("membership:withdraw_invitation", args=[invitation.pk])
    centre = client.get(reverse("membership:centre", args=[forming.centre.pk])).content.decode()
    assert f'href="{address}"' in centre
    assert f'action="{address}"' not in centre

    asked = client.get(address).content.decode()
    invitation.refresh_from_db()
    assert "can no longer say yes" in asked
    assert invitation.state == "open"

    client.post(address, {"sure": "1"})
    invitation.refresh_from_db()
    assert invitation.state == "withdrawn"
    assert "settled meanwhile" in client.get(address).content.decode()
    assert "Withdraw the invitation</button>" not in " ".join(client.get(address).content.decode().split())


@pytest.mark.rule("R8f")
def test_the_search_says_award_centre_and_whether_anybody_is_there(client, forming, third) -> None:
    bare, placed = SchoolFactory(name="Lonely Bare School"), forming.members[0].school
    SchoolRoleFactory(school=bare, kind="contributor")  # answers for nothing
    client.force_login(forming.lead.coordinator)

    def found(name: str) -> str:
        address = reverse("membership:invite", args=[forming.centre.pk])
        page = client.get(address, {"q": name}).content.decode()
        return " ".join(page.partition("Which school?")[2].partition("</fieldset>")[0].split())

    ours = found(third.school.name)
    day = long_date(third.school.awards.get().valid_until)
    assert f"current until {day}" in ours
    assert "Somebody who answers for it is here." in ours
    assert 'type="radio"' in ours

    theirs = found(placed.name)
    assert "It stands in a Centre already" in theirs
    assert 'type="radio"' not in theirs
    page = client.get(reverse("membership:invite", args=[forming.centre.pk]), {"q": placed.name}).content.decode()
    assert "Send the invitation" not in page
    assert forming.centre.name not in theirs

    alone = found("Lonely Bare")
    assert "No current award that a Centre needs." in alone
    assert "Nobody of it is here yet" in alone


@pytest.mark.rule("R8f")
def test_the_award_that_is_shown_is_current_on_the_day(forming, third) -> None:
    award = third.school.awards.get()
    last = award.valid_until
    for on, shown in ((award.valid_from - days(1), None), (award.valid_from, award), (last, award)):
        assert candidates(third.school.name, on=on)[0].award == shown, on
    assert candidates(third.school.name, on=last + days(1))[0].award is None


@pytest.mark.rule("R8f")
def test_the_search_asks_as_much_of_many_as_of_one(forming, django_assert_num_queries) -> None:
    SchoolFactory(name="Wharf Single")
    for number in range(7):
        SchoolFactory(name=f"Quarry {number}")
    with CaptureQueriesContext(connection) as one:
        assert len(candidates("Wharf Single", on=TODAY)) == 1
    with django_assert_num_queries(len(one)):
        assert len(candidates("Quarry", on=TODAY)) == 7


@pytest.mark.rule("R8f")
def test_where_nobody_is_an_address_is_asked_for_and_written_to(client, forming) -> None:
    lonely = SchoolFactory(name="Lonely School")
    client.force_login(forming.lead.coordinator)
    address = reverse("membership:invite", args=[forming.centre.pk]) + "?q=lonely"
    refused = client.post(address, {"school": lonely.pk, "contact_email": ""}).content.decode()
    assert "Nobody of Lonely School is here yet. Give the email address of somebody there" in refused
    assert not CentreInvitation.objects.filter(school=lonely).exists()

    client.post(address, {"school": lonely.pk, "contact_email": "office@lonely.example"})
    written = Message.objects.get(kind="membership/invitation_to_newcomer")
    delivery.deliver_everything_due(timezone.now)
    sent = next(one for one in mail.outbox if one.to == ["office@lonely.example"])
    words = " ".join(sent.body.split())
    assert f"{forming.lead.coordinator.name} of {forming.lead.school.name} would like Lonely School to join" in words
    assert reverse("schools:ask_to_join", args=[lonely.pk]) in words
    assert forming.centre.name not in words  # anybody may have chosen it
    assert written.about_id == CentreInvitation.objects.get(school=lonely).pk


@pytest.mark.rule("R8f")
@pytest.mark.parametrize("reason", ["withdrawn", "somebody came", "erased"])
def test_the_address_is_not_written_to_without_a_reason(forming, reason) -> None:
    lonely, by = SchoolFactory(name="Lonely School"), forming.lead.coordinator
    sent = invitation_flows.invite(forming.centre, lonely, by=by, at=NOW, contact_email="office@lonely.example")
    if reason == "withdrawn":
        invitation_flows.withdraw(sent, by=by, at=NOW)
    elif reason == "somebody came":
        SchoolRoleFactory(school=lonely, kind="headteacher")
    else:
        CentreInvitation.objects.filter(pk=sent.pk).update(contact_email="")
    delivery.deliver_everything_due(timezone.now)
    assert [one for one in mail.outbox if "office@lonely.example" in one.to] == []


@pytest.mark.rule("R44b", "R44d")
def test_centre_of_others_and_centre_that_is_not_answer_alike(client, submitted, third) -> None:
    client.force_login(third.coordinator)
    names = (
        "membership:centre",
        "application:application",
        "application:read_through",
        "application:agreements",
        "application:approve",
        "application:send",
        "application:withdraw",
        "membership:invite",
        "membership:transfer_lead",
    )
    for name in names:
        there = client.get(reverse(name, args=[submitted.centre.pk]))
        nowhere = client.get(reverse(name, args=[submitted.centre.pk + 1000]))
        assert (there.status_code, nowhere.status_code) == (404, 404), name
        assert "Trent Valley" not in there.content.decode()


def test_send_page_sends_and_shows_what_is_missing(client, ready) -> None:
    client.force_login(ready.lead.coordinator)
    url = reverse("application:send", args=[ready.centre.pk])
    ready.invite(staffed_school("Fourth School"))
    assert "Fourth School has not answered its invitation yet" in client.post(url, {"sent": "1"}).content.decode()
    ready.centre.invitations.filter(state="open").delete()
    assert client.post(url, {"sent": "1"}).status_code == 302
    assert ready.application.state == "submitted"


def test_withdraw_page_of_a_draft_closes_the_centre(client, forming) -> None:
    client.force_login(forming.lead.coordinator)
    client.post(reverse("application:withdraw", args=[forming.centre.pk]), {"reason": "Next year."})
    assert Centre.objects.get().state == "closed"


def test_leave_page_takes_the_school_out(client, forming) -> None:
    second = forming.members[0]
    place = forming.centre.memberships.get(school=second.school)
    client.force_login(second.head)
    client.post(reverse("membership:leave", args=[place.pk]), {"reason": ""})
    place.refresh_from_db()
    assert place.state == "ended"


def test_transfer_page_offers_the_other_schools_of_the_centre(client, forming, third) -> None:
    client.force_login(forming.staff)
    url = reverse("membership:transfer_lead", args=[forming.centre.pk])
    page = client.get(url).content.decode()
    assert "Second School" in page
    assert "Third School" not in page
    client.post(url, {"school": forming.members[0].school.pk, "reason": "The lead is leaving."})
    assert Centre.objects.get().lead_school == forming.members[0].school


def test_adviser_page_appoints_another(client, active) -> None:
    sioned = iqm_person("Sioned", "adviser")
    client.force_login(active.staff)
    client.post(reverse("year:adviser", args=[active.centre.pk]), {"adviser": sioned.pk})
    assert active.centre.access.live().get().user == sioned


def test_read_through_page_shows_answers_evidence_and_agreements(client, ready) -> None:
    client.force_login(ready.lead.coordinator)
    page = client.get(reverse("application:read_through", args=[ready.centre.pk])).content.decode()
    for words in ("Our C1.", "Our C8.", "Head of Lead School", "Head of Second School"):
        assert words in page


def test_answers_are_shown_as_text_and_never_run(client, ready) -> None:
    answer = ready.application.answers.get(criterion="C1")
    edit = rewritten({"text": answer.text}, {"text": "<script>alert(1)</script>"})
    flows.answer(answer, edit, by=ready.lead.coordinator, at=NOW)
    client.force_login(ready.staff)
    page = client.get(reverse("application:read_through", args=[ready.centre.pk])).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_lists_show_ones_own_centre_only(client, submitted) -> None:
    client.force_login(submitted.members[0].head)
    assert "Trent Valley" in client.get(reverse("membership:centres")).content.decode()
    client.force_login(person("Stranger"))
    assert "Trent Valley" not in client.get(reverse("membership:centres")).content.decode()


@pytest.mark.parametrize(
    ("query", "shown"), [("", True), ("state=submitted", True), ("state=draft", False), ("page=99", True)]
)
def test_applications_list_narrows_by_state(client, submitted, query: str, shown: bool) -> None:
    client.force_login(submitted.staff)
    page = client.get(f"{reverse('application:applications')}?{query}").content.decode()
    assert ("Lead School" in page) is shown


def offers_invitation(client, user, centre) -> bool:
    client.force_login(user)
    page = client.get(reverse("membership:centre", args=[centre.pk])).content.decode()
    return reverse("membership:invite", args=[centre.pk]) in page


def test_who_leads_may_invite_while_the_application_is_a_draft_and_nobody_else(client, forming) -> None:
    lead = forming.lead.coordinator
    member = forming.members[0].coordinator

    assert offers_invitation(client, lead, forming.centre)
    assert not offers_invitation(client, member, forming.centre)
    assert not offers_invitation(client, forming.staff, forming.centre)


def test_nobody_is_offered_to_invite_once_the_application_is_sent(client, submitted) -> None:
    assert not offers_invitation(client, submitted.lead.coordinator, submitted.centre)
