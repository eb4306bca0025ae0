"""The trail is narrowed by what happened in words, by thing, person and day (R45, P24)."""

import csv
import io
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import parse_qs, urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.text import capfirst

from iqm_coe.accounts.flows import user
from iqm_coe.accounts.lists import Audit
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.lists.table import keepable
from iqm_coe.lib.transitions import record_event
from iqm_coe.notes.flows import note as note_flows
from iqm_coe.notes.models.note import FollowUp
from tests import scene
from tests.clock import NOW
from tests.factories.notifications import DeliveryFactory
from tests.factories.schools import SchoolRoleFactory
from tests.integration.centres.money import Money
from tests.meta.cast import BACKEND
from tests.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R45f")]


@pytest.fixture(name="asked")
def _asked() -> Scene:
    return scene.forming()


@pytest.fixture(name="ada")
def _ada(client, asked) -> Client:
    client.force_login(scene.iqm_person("Ada", "administrator"))
    return client


def whats(client: Client, **query: str) -> set[str]:
    listed = client.get(reverse("accounts:audit"), query).context["list"]
    return {row.record.what for row in listed.page}


def changed(clara: User, at: datetime) -> None:
    user.change(clara, name=f"Clara of {at:%Y-%m-%d %H:%M}", phone="", time_zone="Europe/London", by=clara, at=at)


def test_what_happened_is_found_by_its_words(ada, asked) -> None:
    assert whats(ada, q="centre STARTED") == {"Centre started"}
    assert whats(ada, q="nothing of the kind") == set()


def test_kind_of_thing_is_found_by_its_name(ada, asked) -> None:
    of_centres = set(Event.objects.filter(subject_type="membership.centre").values_list("action", flat=True))
    listed = ada.get(reverse("accounts:audit"), {"q": "Centre"}).context["list"]

    assert of_centres <= {row.record.action for row in listed.page if row.record.subject_type == "membership.centre"}


def test_reason_is_found(ada, asked) -> None:
    record_event(asked.centre, "start", by=asked.staff, at=NOW, reason="The roof of the hall came down.")

    assert whats(ada, q="ROOF of the hall") == {"Centre started"}


def test_kind_is_chosen_by_its_name(ada, asked) -> None:
    assert "Centre started" in whats(ada, about="membership.centre")
    assert whats(ada, about="membership.membership") == {"The school joined"}
    options = ada.get(reverse("accounts:audit")).context["list"].filter.form.fields["about"].choices
    assert ("membership.centre", "Centre") in list(options)


def test_person_is_found_by_name_and_followed_by_number(ada, asked) -> None:
    clara = scene.person("Clara")
    changed(clara, NOW)

    assert whats(ada, who="clara of") == {"The profile was changed"}
    assert whats(ada, by=str(clara.pk)) == {"The profile was changed"}
    assert whats(ada, by=str(clara.pk), who="nobody of") == set()


def test_one_thing_is_followed_with_all_that_happened_to_it(ada, asked) -> None:
    page = ada.get(reverse("accounts:audit"), {"thing": f"membership.centre.{asked.centre.pk}"})

    assert {row.record.subject_id for row in page.context["list"].page} == {asked.centre.pk}
    assert f"Only what happened to one thing (Centre: {asked.centre.name})." in page.text


@pytest.mark.parametrize(
    "thing",
    ["membership.centre", "sessions.session.1", "membership.centre.x", "a.b.1", "..", "1", "schools.school.999999999"],
)
def test_of_a_thing_that_there_is_not_nothing_is_shown_and_that_is_said(ada, asked, thing) -> None:
    page = ada.get(reverse("accounts:audit"), {"thing": thing})
    assert len(page.context["list"].page.object_list) == 0
    assert "Nothing is written of such a thing." in page.text


@pytest.mark.parametrize("by", ["0", "999999999", "4294967296", "９９９999999999", "x"])
def test_of_a_person_that_there_is_not_nothing_is_shown_and_that_is_said(ada, asked, by) -> None:
    page = ada.get(reverse("accounts:audit"), {"by": by})
    assert len(page.context["list"].page.object_list) == 0
    assert "There is no such person." in page.text


def test_thing_that_is_gone_keeps_its_trail(ada, asked) -> None:
    """A follow-up that was given and taken back."""
    school = asked.lead.school
    given = {"owner": asked.staff, "on": NOW.date()}
    packed = note_flows.assign(school, **given, seen="nobody", by=asked.staff, at=NOW)
    number = FollowUp.objects.get().pk
    note_flows.take_back(school, packed, by=asked.staff, at=NOW)

    page = ada.get(reverse("accounts:audit"), {"thing": f"notes.followup.{number}"})
    assert {row.record.subject_id for row in page.context["list"].page} == {number}
    assert len(page.context["list"].page.object_list) == 2
    assert f"{school.name})." in page.text


def test_person_whose_first_event_is_a_file_that_they_saved_is_called_by_name(ada, asked) -> None:
    record_event(asked.staff, "take_out", by=asked.staff, at=NOW, facts={"list": "schools:schools", "file": "csv"})

    page = ada.get(reverse("accounts:audit"), {"thing": f"accounts.user.{asked.staff.pk}"})
    assert f"({capfirst(User._meta.verbose_name)}: {asked.staff.name})." in page.text


def test_nothing_is_named_that_an_administrator_may_not_open(client, asked) -> None:
    """A note of a Centre in which they have a part; a mail about money. Of neither an address says a word."""
    olga = scene.iqm_person("Olga", "administrator")
    SchoolRoleFactory(user=olga, school=asked.lead.school)
    note = note_flows.write(asked.lead.school, "SECRET, not for her.", by=asked.staff, at=NOW)
    mail = DeliveryFactory(subject="SECRET, the invoice.", message__about_type="billing.invoiceline")
    for thing in (mail, note):
        record_event(thing, "withdraw", by=asked.staff, at=NOW)

    client.force_login(olga, backend=BACKEND)
    told = [{"thing": f"{thing._meta.label_lower}.{thing.pk}"} for thing in (note, mail, mail.message)]
    told += [{"about": "notes.note"}, {"about": "notifications.delivery"}]
    for query in told:
        page = client.get(reverse("accounts:audit"), query)
        assert page.status_code == HTTPStatus.OK
        assert "SECRET" not in page.text, query


def test_person_and_thing_are_both_said_also_on_paper_and_kept_in_a_view(ada, asked) -> None:
    query = {"by": str(asked.staff.pk), "thing": f"membership.centre.{asked.centre.pk}"}
    said = [f"Only what {asked.staff.name} did.", f"Only what happened to one thing (Centre: {asked.centre.name})."]

    for more in ({}, {"as": "print"}):
        page = ada.get(reverse("accounts:audit"), query | more).text
        assert all(words in page for words in said), more
    assert parse_qs(keepable(Audit.route).query(urlencode(query | {"page": "2", "as": "csv"}))) == {
        name: [value] for name, value in query.items()
    }


@pytest.mark.parametrize(
    ("at", "since", "until", "is_found"),
    [
        (datetime(2027, 6, 1, 22, 59, tzinfo=UTC), "2027-06-01", "2027-06-01", True),
        (datetime(2027, 6, 1, 23, 0, tzinfo=UTC), "2027-06-01", "2027-06-01", False),
        (datetime(2027, 5, 31, 23, 0, tzinfo=UTC), "2027-06-01", "2027-06-01", True),
        (datetime(2027, 5, 31, 22, 59, tzinfo=UTC), "2027-06-01", "", False),
        (datetime(2027, 6, 1, 23, 0, tzinfo=UTC), "", "2027-06-01", False),
    ],
)
def test_days_are_those_of_london(ada, asked, at, since, until, is_found) -> None:
    changed(scene.person("Clara"), at)

    assert ("The profile was changed" in whats(ada, since=since, until=until)) is is_found


def test_day_that_is_none_is_said(ada) -> None:
    page = ada.get(reverse("accounts:audit"), {"since": "2027-02-30"})

    assert "Enter a valid date" in page.text
    assert 'type="date" name="since"' in page.text


def test_file_holds_words_kind_and_number(ada, asked) -> None:
    columns = ["at", "what", "who", "kind", "number"]
    answer = ada.get(reverse("accounts:audit"), {"as": "csv", "q": "centre started", "column": columns})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))

    assert rows[0] == ["When", "What", "Who", "Kind of thing", "Its number"]
    started = f"Centre started · lead school: {asked.lead.school.name}"
    assert rows[1][1:] == [started, asked.lead.coordinator.name, "Centre", str(asked.centre.pk)]


def test_file_and_paper_say_what_the_page_says(ada, asked) -> None:
    record_event(asked.centre, "start", by=None, at=NOW, facts={"owner": asked.staff.pk})
    query = {"thing": f"membership.centre.{asked.centre.pk}", "q": "centre started"}

    answer = ada.get(reverse("accounts:audit"), query | {"as": "csv"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    pages = [
        ada.get(reverse("accounts:audit"), query).text,
        ada.get(reverse("accounts:audit"), query | {"as": "print"}).text,
    ]

    assert rows[0]["About"] == f"Centre: {asked.centre.name}"
    assert rows[0]["What"] == f"Centre started · who sees to it: {asked.staff.name}"
    assert rows[0]["Who"] == "The clock"
    for page in pages:
        assert f"who sees to it: {asked.staff.name}" in page
        assert asked.centre.name in page.rpartition("<tbody>")[2]


def test_last_day_that_there_is_narrows_nothing(ada) -> None:
    assert len(whats(ada, until="9999-12-31")) > 1
    assert len(whats(ada, since="0001-01-01")) > 1


def test_line_leads_only_to_what_its_reader_may_open(client) -> None:
    """An administrator reads the whole trail and no money."""
    money = Money()
    invoice = money.issue()
    client.force_login(scene.iqm_person("Ada", "administrator"))
    page = client.get(reverse("accounts:audit"), {"about": "billing.invoice"}).text

    assert invoice.number in page
    assert reverse("billing:invoice", args=[invoice.pk]) not in page
    assert client.get(reverse("billing:invoice", args=[invoice.pk])).status_code == 404
