"""The pages of Centres: what each person finds there, and hand-made requests that find nothing."""

import pytest
from django.urls import reverse

from centres.application.flows import criterion as flows
from centres.membership.models.centre import Centre
from centres.membership.models.invitation import CentreInvitation
from iqm_coe.lib.versioned import rewritten
from tests.clock import NOW
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


def test_invitation_withdrawn_from_the_page(client, forming, third) -> None:
    client.force_login(forming.lead.coordinator)
    invitation = forming.invite(third)
    client.post(reverse("membership:withdraw_invitation", args=[invitation.pk]), {"sent": "1"})
    invitation.refresh_from_db()
    assert invitation.state == "withdrawn"


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
