"""Whatever a page offers somebody, opens: nobody is led to a page that says there is nothing."""

import re

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from tests.clock import NOW, days
from tests.whole import as_much_as

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

BEGINNINGS = ("/work/", "/centres/", "/schools/", "/me/messages/", "/outbox/")
FEW = ("coordinator", "administrator")
MORE = ("finance_contact", "visiting", "contributor", "head", "adviser", "staff_here")
WHO = as_much_as(whole=(*FEW, *MORE), cut=FEW)


@pytest.fixture(autouse=True)
def _an_hour_after_the_scene():
    with time_machine.travel(NOW + days(1) / 24, tick=False):
        yield


def links(page: str) -> set[str]:
    main = page.partition("<main")[2].partition("</main>")[0]
    return {one.partition("#")[0].partition("?")[0] for one in re.findall(r'<a[^>]* href="(/[^"]*)"', main)} - {""}


@pytest.mark.rule("R44a")
@pytest.mark.parametrize("name", WHO)
@pytest.mark.parametrize("stage", as_much_as(whole=["draft", "active", "factual"], cut=["factual"]))
def test_links_two_steps_deep_open_for_whoever_is_shown_them(worlds_by_stage, name, stage) -> None:
    client, made = Client(), worlds_by_stage[stage]
    client.cookies[settings.SESSION_COOKIE_NAME] = made.sessions[name]
    status: dict[str, int] = {}
    offered_by: dict[str, str] = {}
    steps = set(BEGINNINGS)
    for _depth in range(as_much_as(whole=3, cut=2)):
        found: set[str] = set()
        for path in sorted(steps - set(status)):
            answer = client.get(path, follow=True)
            status[path] = answer.status_code
            if answer.streaming:
                list(answer)  # a file is closed when it was read to its end
            elif "html" in answer["Content-Type"]:
                leads_to = links(answer.text) - set(offered_by)
                offered_by |= dict.fromkeys(leads_to, path)
                found |= leads_to
        steps = found
    dead = {link: offered_by[link] for link in offered_by if status.get(link, 200) != 200}
    assert dead == {}
