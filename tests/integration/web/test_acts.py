"""One act, once: what the second click gets, who is not held back, and where an address for forms alone leads."""

import re
import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from redis.exceptions import ConnectionError as CacheUnreachable

from centres.membership.models.centre import Centre
from iqm_coe.web import acts
from iqm_coe.web.middleware import page_above
from schools.flows import joining
from tests.clock import NOW
from tests.meta.cast import BACKEND
from tests.scene import person, staffed_school


def browser(user) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user, backend=BACKEND)
    return client


def token_on(client: Client, url: str) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(url).text)[1]


@pytest.mark.django_db
class TestSecondClick:
    def test_gets_the_first_ones_answer_and_does_nothing(self):
        ours = staffed_school("Oak School")
        client, url = browser(ours.coordinator), reverse("application:start", args=[ours.school.pk])
        sent = {"name": "Two Rivers", "csrfmiddlewaretoken": token_on(client, url)}

        first, second = client.post(url, sent), client.post(url, sent)

        assert (first.status_code, second.status_code, first.url) == (302, 302, second.url)
        assert Centre.objects.count() == 1

    def test_is_another_act_with_other_words(self):
        ours = staffed_school("Oak School")
        client, url = browser(ours.coordinator), reverse("schools:invite", args=[ours.school.pk])
        sent = {"kind": "contributor", "csrfmiddlewaretoken": token_on(client, url)}

        answers = [client.post(url, sent | {"email": f"{name}@people.example"}) for name in ("ann", "bob")]

        assert [answer.status_code for answer in answers] == [302, 302]
        assert ours.school.role_invitations.count() == 2

    def test_is_another_act_from_another_page(self):
        ours = staffed_school("Oak School")
        client, url = browser(ours.coordinator), reverse("application:start", args=[ours.school.pk])

        first = client.post(url, {"name": "Two Rivers", "csrfmiddlewaretoken": token_on(client, url)})
        second = client.post(
            url, {"name": "Two Rivers", "csrfmiddlewaretoken": token_on(client, reverse("home:index"))}
        )

        assert (first.status_code, second.status_code) == (302, 200)

    def test_may_try_again_what_was_refused(self):
        ours = staffed_school("Oak School", has_award=False)
        client, url = browser(ours.coordinator), reverse("application:start", args=[ours.school.pk])
        sent = {"name": "", "csrfmiddlewaretoken": token_on(client, reverse("home:index"))}

        assert [client.post(url, sent).status_code for _ in range(2)] == [200, 200]

    def test_is_carried_out_without_the_shared_cache(self, monkeypatch):
        def away(*_arguments, **_options):
            raise CacheUnreachable

        ours = staffed_school("Oak School")
        client, url = browser(ours.coordinator), reverse("application:start", args=[ours.school.pk])
        sent = {"name": "Two Rivers", "csrfmiddlewaretoken": token_on(client, url)}
        for step in ("add", "set", "delete"):
            monkeypatch.setattr(acts.cache, step, away)

        assert client.post(url, sent).status_code == 302
        assert Centre.objects.count() == 1

    def test_tells_what_the_first_one_did(self):
        ours = staffed_school("Oak School")
        client, url = browser(ours.coordinator), reverse("application:start", args=[ours.school.pk])
        sent = {"name": "Two Rivers", "csrfmiddlewaretoken": token_on(client, url)}

        client.post(url, sent)
        shown = client.get(client.post(url, sent).url).text

        assert "Two Rivers is begun." in shown
        assert f'<meta name="taken" content="{url}">' in shown
        assert "taken" not in client.get(reverse("home:index")).text.partition("</head>")[0]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_one_moment_are_one_act():
    ours = staffed_school("Oak School")
    client, url = browser(ours.coordinator), reverse("application:start", args=[ours.school.pk])
    sent = {"name": "Two Rivers", "csrfmiddlewaretoken": token_on(client, url)}
    other, answers, barrier = browser(ours.coordinator), [], threading.Barrier(2)
    other.cookies = client.cookies

    def click(by: Client) -> None:
        barrier.wait()
        answers.append(by.post(url, sent))
        connection.close()

    threads = [threading.Thread(target=click, args=[one]) for one in (client, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert Centre.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "above"),
    [
        ("/reviews/3/elements/2/give/", "/reviews/3/elements/2/"),
        ("/reviews/3/elements/2/links/", "/reviews/3/elements/2/"),
        ("/centres/3/application/criteria/C1/evidence/", "/centres/3/application/criteria/C1/"),
        ("/nowhere/at/all/", "/"),
    ],
)
def test_address_for_forms_alone_leads_to_the_page_above(address, above):
    assert page_above(address) == above


@pytest.mark.django_db
def test_whoever_signs_in_on_the_way_to_such_an_address_comes_to_its_page(client):
    ours = staffed_school("Oak School")
    asked_to_join = joining.ask(ours.school, kind="contributor", words="I teach.", by=person("Nina"), at=NOW)
    address = reverse("schools:decline_joining", args=[asked_to_join.pk])

    asked = client.post(address)
    client.force_login(ours.coordinator, backend=BACKEND)
    went = client.get(address)

    assert asked.url == f"{reverse('account_login')}?next={address}"
    assert (went.status_code, client.get(went.url).status_code) == (302, 200)


@pytest.mark.django_db
def test_title_of_a_page_with_errors_says_so_first(client):
    ours = staffed_school("Oak School")
    client.force_login(ours.coordinator, backend=BACKEND)
    url = reverse("application:start", args=[ours.school.pk])

    titles = [
        re.search(r"<title>\s*(.*?)\s*–", page.text, re.DOTALL)[1]
        for page in (client.get(url), client.post(url, {"name": ""}))
    ]

    assert [title.startswith("Error:") for title in titles] == [False, True]
