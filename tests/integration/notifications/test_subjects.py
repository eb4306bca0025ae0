"""A mail is read by the rule of what it is about: the outbox shows nobody what a page hides from them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.per_request import answered_per_request
from iqm_coe.lib.permissions import may
from iqm_coe.notifications.flows import delivery as flows
from iqm_coe.notifications.models.outbox import Delivery, Message
from tests import scene, visits
from tests.clock import NOW
from tests.factories.notifications import DeliveryFactory, MessageFactory
from tests.factories.schools import SchoolRoleFactory
from tests.visits import ON_THE_DAY

MOST_OF_AN_OUTBOX = 9  # questions, with what somebody has to see to

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R44r")]


@pytest.fixture
def checked() -> visits.Visited:
    """The report waits for its check: staff are written to, the school knows nothing yet."""
    return visits.checking()


@pytest.fixture
def about_the_report(checked) -> Delivery:
    flows.deliver_everything_due(lambda: ON_THE_DAY)
    return Delivery.objects.filter(message__kind="reports/report_to_check").exclude(user=None)[0]


def of_the_school(checked: visits.Visited) -> User:
    """Somebody of the office with a role at the school."""
    conflicted = scene.iqm_person("Conflicted", "staff")
    SchoolRoleFactory(user=conflicted, school=checked.lead.school, kind="contributor")
    return conflicted


def answers(user: User, delivery: Delivery) -> list[int]:
    client = Client()
    client.force_login(user)
    pages = [client.get(reverse(f"notifications:{name}", args=[delivery.pk])) for name in ("delivery", "letter")]
    return [page.status_code for page in pages]


def test_letter_about_a_report_is_hidden_as_the_report_is(checked, about_the_report):
    conflicted, other = of_the_school(checked), scene.iqm_person("Other", "staff")

    assert answers(conflicted, about_the_report) == [404, 404]
    assert answers(other, about_the_report) == [200, 200]
    for user, sees in ((conflicted, False), (other, True)):
        assert Delivery.objects.visible_to(user).filter(pk=about_the_report.pk).exists() is sees
        assert Message.objects.visible_to(user).filter(pk=about_the_report.message_id).exists() is sees
        assert may(user, "notifications.read_body", about_the_report) is sees


def test_list_of_the_outbox_says_nothing_of_it(checked, about_the_report):
    client = Client()
    client.force_login(of_the_school(checked))

    assert about_the_report.subject not in client.get(reverse("notifications:outbox")).text


def test_nobody_tries_again_what_they_may_not_see(checked, about_the_report):
    Delivery.objects.filter(pk=about_the_report.pk).update(sent_at=None, failed_at=ON_THE_DAY)
    client = Client()
    client.force_login(of_the_school(checked))

    answer = client.post(reverse("notifications:retry", args=[about_the_report.pk]))

    assert answer.status_code == 404
    about_the_report.refresh_from_db()
    assert about_the_report.status == "failed"


def test_who_was_written_to_goes_on_reading_their_own_letter(checked, about_the_report):
    SchoolRoleFactory(user=about_the_report.user, school=checked.lead.school, kind="contributor")

    assert answers(about_the_report.user, about_the_report) == [200, 200]


def test_letter_about_nothing_is_the_office_s():
    delivery = DeliveryFactory(message=MessageFactory(about_type="", about_id=None, addressed_at=NOW))

    assert answers(scene.iqm_person("Sam", "staff"), delivery) == [200, 200]
    assert answers(scene.person("Nobody"), delivery) == [404, 404]


def without_a_letter_about(kind: str) -> None:
    Message.objects.filter(about_type=kind).update(about_type="", about_id=None)


def test_first_letter_about_a_kind_that_comes_meanwhile_is_hidden_until_it_is_asked_again(checked, about_the_report):
    other, message = scene.iqm_person("Other", "staff"), about_the_report.message
    without_a_letter_about(message.about_type)

    with answered_per_request():
        assert Message.objects.visible_to(other).filter(pk=message.pk).exists()
        message.save()
        assert not Message.objects.visible_to(other).filter(pk=message.pk).exists()

    assert Message.objects.visible_to(other).filter(pk=message.pk).exists()


def test_outbox_that_was_opened_before_hides_a_letter_of_a_new_kind(checked, about_the_report):
    conflicted, other = of_the_school(checked), scene.iqm_person("Other", "staff")
    message = about_the_report.message
    without_a_letter_about(message.about_type)
    clients = [Client(), Client()]
    for client, user in zip(clients, (conflicted, other), strict=True):
        client.force_login(user)
        assert client.get(reverse("notifications:outbox")).status_code == 200

    message.save()

    address = reverse("notifications:delivery", args=[about_the_report.pk])
    shown = [address in client.get(reverse("notifications:outbox")).text for client in clients]
    assert shown == [False, True]


def test_what_hides_nothing_from_the_office_is_not_asked(checked, about_the_report):
    """Of reports only the schools of a reader are left out, and most of the office have none."""
    conflicted, other = of_the_school(checked), scene.iqm_person("Other", "staff")

    asked = [str(Delivery.objects.visible_to(user).query) for user in (conflicted, other)]

    assert ["reports_report" in question for question in asked] == [True, False]


def test_outbox_asks_at_once_whether_there_is_anything_above_its_rows(checked, about_the_report):
    client = Client()
    client.force_login(scene.iqm_person("Other", "staff"))
    address, seen = reverse("notifications:outbox"), []
    for _turn in range(2):
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        seen.append([one["sql"] for one in captured])

    first, again = (sum("notifications_hold" in sql for sql in one) for one in seen)
    assert (first, again) == (1, 1)
    assert len(seen[1]) < len(seen[0])
    assert len(seen[1]) <= MOST_OF_AN_OUTBOX
