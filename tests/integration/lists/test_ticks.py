"""Rows of a list that were ticked, or all of it: what is saved, and what an act gets."""

import pytest
from django.test import Client
from django.urls import reverse

from iqm_coe.accounts.models.event import Event
from iqm_coe.lib.transitions import record_event
from iqm_coe.lists.models.batch import BatchRow
from tests import scene
from tests.clock import NOW
from tests.factories.centres import CentreFactory
from tests.integration.lists.test_batch import browser
from tests.worlds import world

pytestmark = pytest.mark.django_db
active = world(scene.active)


def saved(client: Client, **told) -> list[str]:
    """The lines of a list as a file, without its heading."""
    answer = client.get(client.post(reverse("lists:choose"), {"save": "csv", **told}).url)
    return b"".join(answer.streaming_content).decode("utf-8-sig").strip().splitlines()[1:]


@pytest.mark.rule("R44d")
def test_ticked_row_is_saved_only_by_whoever_sees_it(active) -> None:
    """Whoever is of IQM ticks, and an adviser sees the Centres they advise."""
    other = CentreFactory(name="Of another adviser")
    rows = {"route": "membership:centres", "row": [active.centre.pk, other.pk]}

    assert [line.split(",")[0] for line in saved(browser(active.adviser), **rows)] == ["Trent Valley"]
    assert len(saved(browser(active.staff), **rows)) == 2


def test_words_that_can_be_no_row_save_none(active) -> None:
    assert saved(browser(active.staff), route="membership:centres", row="x") == []


def test_all_rows_of_a_list_of_some_are_those_alone(active) -> None:
    """For an act as for a file: what the list says, and not all that its filter leaves."""
    client, (plan, other, _third) = browser(active.staff), active.centre.years.get().plans.all()
    some = {"every": "1", "query": f"state=&row={plan.pk}&row={other.pk}"}

    assert len(saved(client, route="year:plans", **some)) == 2
    client.post(reverse("lists:choose"), {"act": "remind_plans", **some})
    assert set(BatchRow.objects.values_list("subject_id", flat=True)) == {plan.pk, other.pk}


def test_all_that_one_person_did_is_saved_of_the_trail_and_no_more(active) -> None:
    ada, mine = scene.iqm_person("Ada", "administrator"), Event.objects.filter(by=active.adviser).count()
    record_event(active.centre, "save", by=active.adviser, at=NOW)
    client = browser(ada)
    page = client.get(reverse("accounts:audit"), {"by": active.adviser.pk})
    query = page.context["list"].acts[0].context["query"]

    assert len(saved(client, route="accounts:audit", every="1", query=query)) == mine + 1
