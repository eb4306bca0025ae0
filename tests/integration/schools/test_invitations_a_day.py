"""Nobody writes to any number of strangers in our name, and no name writes a line of its own (A9)."""

import pytest
from django.core.exceptions import ValidationError

from centres.membership import conf as membership_conf
from centres.membership.models.invitation import CentreInvitation
from iqm_coe.accounts import conf
from iqm_coe.accounts.flows import invitation, setting, user
from iqm_coe.accounts.forms.user import ProfileForm, SignupForm
from iqm_coe.accounts.models.invitation import IqmInvitation
from iqm_coe.lib.errors import Refused
from iqm_coe.notifications.audiences import Receiver
from iqm_coe.notifications.models.outbox import Message
from iqm_coe.notifications.rendering import rendered
from schools import conf as schools_conf
from schools.flows import role
from schools.models.invitation import RoleInvitation
from tests import scene
from tests.clock import NOW, days
from tests.scene import iqm_person, person, staffed_school

pytestmark = pytest.mark.django_db


def bounded(limit, value):
    setting.change(limit, value, by=iqm_person("Ada", "administrator"), at=NOW)


def offered(school, number, *, by, at=NOW):
    return role.invite(school, email=f"person{number}@school.example", kind="contributor", by=by, at=at)


@pytest.mark.rule("R40r")
def test_a_person_sends_so_many_a_day_of_whatever_kind_and_taken_back_or_not():
    forming = scene.forming()
    clara, school = forming.lead.coordinator, forming.lead.school
    already = RoleInvitation.objects.filter(invited_by=clara).count() + forming.centre.invitations.count()
    bounded(conf.invitations_a_day, already + 3)

    forming.invite(staffed_school("Another School"))
    role.withdraw(offered(school, 1, by=clara), by=clara, at=NOW)
    offered(school, 2, by=clara)
    written = Message.objects.count()
    with pytest.raises(Refused, match="gone out in your name today") as refused:
        offered(school, 3, by=clara)

    words = str(refused.value)
    assert "They stand, and this one was not sent" in words
    assert "tomorrow, Tuesday 24 November 2026" in words
    assert "office@iqm.example" in words
    assert (Message.objects.count(), RoleInvitation.objects.filter(email__startswith="person3").count()) == (written, 0)
    assert offered(school, 3, by=clara, at=NOW + days(1)).state == "open"


@pytest.mark.rule("R40r")
def test_a_school_sends_so_many_a_day_whoever_sends_them():
    lead = scene.forming().lead
    already = lead.school.role_invitations.count()
    bounded(schools_conf.invitations_a_day, already + 2)

    offered(lead.school, 1, by=lead.coordinator)
    offered(lead.school, 2, by=lead.head)
    with pytest.raises(Refused, match=f"for {lead.school.name} today"):
        offered(lead.school, 3, by=lead.head)

    assert lead.school.role_invitations.count() == already + 2


@pytest.mark.rule("R40r")
def test_a_centre_invites_so_many_schools_a_day():
    forming = scene.forming()
    bounded(membership_conf.invitations_a_day, forming.centre.invitations.count() + 1)

    forming.invite(staffed_school("Another School"))
    with pytest.raises(Refused, match=f"for {forming.centre.name} today"):
        forming.invite(staffed_school("One Too Many"))

    assert not CentreInvitation.objects.filter(school__name="One Too Many").exists()


@pytest.mark.rule("R40r")
def test_the_office_sends_more_and_an_administrator_is_bounded_too():
    ada = iqm_person("Ada", "administrator")
    bounded(conf.invitations_a_day, 1)
    bounded(conf.invitations_of_iqm_a_day, 2)

    for number in range(2):
        invitation.invite_to_iqm(f"new{number}@iqm.example", "staff", by=ada, at=NOW)
    with pytest.raises(Refused, match="in your name"):
        invitation.invite_to_iqm("new2@iqm.example", "staff", by=ada, at=NOW)

    assert IqmInvitation.objects.count() == 2


HOLDS_AN_ADDRESS = [
    "Your prize: https://evil.example/claim",
    "www.evil.example",
    "Go to evil.com now",
    "clara@evil.example",
    "//evil.example",
    "Clara (evil.co.uk/a)",
]
PLAIN = [
    "Clara Jensen",
    "J. R. St.John",
    "O’Connor-Smith",
    "Dr. Łukasz Żak",
    "عائشة",
    "Mary St.Mary",
    "李小龍",
    "A/B Smith",
]


@pytest.mark.rule("R40s")
@pytest.mark.parametrize("name", HOLDS_AN_ADDRESS)
def test_a_name_that_holds_an_address_is_refused_at_every_door(name):
    clara = person("Clara")
    sent = {"name": name, "phone": "", "time_zone": "Europe/London"}

    assert "no web address" in str(SignupForm({"name": name}).errors["name"])
    assert "no web address" in str(ProfileForm(sent, instance=clara).errors["name"])
    with pytest.raises(ValidationError, match="no web address"):
        user.change(clara, **sent, by=clara, at=NOW)


@pytest.mark.rule("R40s")
@pytest.mark.parametrize("name", PLAIN)
def test_an_ordinary_name_is_taken(name):
    assert SignupForm({"name": name}).is_valid()


@pytest.mark.rule("R40s")
@pytest.mark.parametrize(
    "broken", ["Clara\n\nYour account ends today.", "Clara\r\nBcc: x", "Clara\u2028Pay\x0bnow\x85soon"]
)
def test_a_name_is_one_line_at_every_door_and_in_every_mail(broken):
    clara = person("Clara")
    user.change(clara, name=broken, phone="", time_zone="Europe/London", by=clara, at=NOW)
    kept = SignupForm({"name": broken})
    forming = scene.forming()
    forming.invite(staffed_school("Another School"))

    mails = [rendered(message, Receiver("a@b.example", name=broken)) for message in Message.objects.all()]

    assert kept.is_valid()
    assert [len(name.splitlines()) for name in (clara.name, kept.cleaned_data["name"])] == [1, 1]
    assert len(mails) > 0
    for mail in mails:
        assert len(mail["subject"].splitlines()) == 1
        assert mail["text"].startswith("Dear Clara ")
        assert "," in mail["text"].splitlines()[0]
    clara.refresh_from_db()
    assert len(clara.name.splitlines()) == 1
