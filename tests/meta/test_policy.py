"""The access policy: every address, by every method, as every person (R44)."""

import re
from copy import copy
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import reverse

from tests.clock import NOW, days
from tests.documents import upload
from tests.factories.schools import SchoolFactory
from tests.meta.cast import PERSONS, Cast
from tests.meta.policy import BY_NUMBER, OPEN, OWN, ROWS, SIGN_IN, Row, routes
from tests.whole import WHOLE

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

METHODS = ("GET", "POST")
NEITHER = ("PUT", "PATCH", "DELETE", "OPTIONS")
MISSING = {
    "label": "schools.school",
    "pk": 999_999_999,
    "school": 999_999_999,
    "key": "no-such-key",
    "name": "NO_SUCH",
    "criterion": "C9",
    "number": 99,
    "target": 999_999_999,
    "code": "ABCDEFGHJK",
    "kind": "docx",
}
REGISTER = "URN,EstablishmentName\n123456,Register School\n"
# What monitors read, whoever's browser it is.
MONITORED = {"operations:health", "operations:live", "operations:ready", "operations:metrics"}
# What any request may write: the session, with the words for the next page, and when its person was last here.
NOT_COUNTED = {"django_session", "accounts_signin"}
# A file that leaves is an event.
TAKEN_OUT = {"accounts_event", "accounts_eventorigin"}


@pytest.fixture(autouse=True)
def _an_hour_after_the_scene():
    with time_machine.travel(NOW + days(1) / 24, tick=False):
        yield


class Visit:
    """Knocks at one row's door as anybody, and undoes what the visit did."""

    def __init__(self, row: Row, worlds: dict[str, Cast]) -> None:
        self.row, self.made = row, copy(worlds[row.stage])
        self.made.sessions = dict(self.made.sessions)  # the world's own stay for whoever walks in it next
        self.client = Client()
        arguments = self.made.things[row.thing] if row.thing else row.arguments
        self.url = reverse(row.name, kwargs=arguments)
        self.no_url = reverse(row.name, kwargs={name: MISSING[name] for name in arguments})

    def knock(self, person: str, method: str, *, url: str = "") -> Any:
        """The answer, with `wrote`: the tables that the request wrote to."""
        self.client.cookies.clear()
        if person in self.made.sessions:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.made.sessions[person]
        data = self._data() if method == "POST" else {}
        before = written()
        with transaction.atomic(), override_settings(QUESTIONS_ARE_PROVED=self._is_proved(method, url)):
            answer = getattr(self.client, method.lower())(url or self.url, data)
            answer.wrote = {table for table, count in written().items() if before.get(table) != count} - NOT_COUNTED
            transaction.set_rollback(True)
        if answer.streaming:
            list(answer)  # a file is closed when it was read to its end
        return answer

    def _is_proved(self, method: str, url: str) -> bool:
        """What HEAD asks, and whoever looks for what is not there, GET has asked already."""
        return settings.QUESTIONS_ARE_PROVED and method in {"GET", "POST"} and not url

    def _data(self) -> dict[str, Any]:
        data: dict[str, Any] = {"csrfmiddlewaretoken": "as every form sends it"}
        for name, value in self.row.data.items():
            data[name] = self._value(value)
        return data

    def _value(self, value: str) -> Any:
        if value == "$uninvited_school":
            return SchoolFactory().pk
        if value == "!register":
            return SimpleUploadedFile("register.csv", REGISTER.encode(), "text/csv")
        if value == "!pdf":
            return upload("new.pdf", mark="new")
        return self.made.pk(value[1:]) if value.startswith("$") else value


# As pg_stat_xact_user_tables has it, which counts much else besides, and is asked twice for each knock.
WRITTEN = """
    SELECT relname, pg_stat_get_xact_tuples_inserted(oid), pg_stat_get_xact_tuples_updated(oid),
           pg_stat_get_xact_tuples_deleted(oid)
    FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""


def written() -> dict[str, tuple[int, ...]]:
    """How many rows this transaction has written so far, by table."""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        return {row[0]: row[1:] for row in cursor.fetchall()}


def status(answer: Any) -> Any:
    """The status, or that the person is sent to sign in; what they had typed is handed back to them first."""
    is_sent = answer.status_code == HTTPStatus.FOUND and answer.url.startswith(reverse("account_login"))
    is_handed_back = answer.status_code == HTTPStatus.UNAUTHORIZED and reverse("account_login") in answer.text
    return SIGN_IN if is_sent or is_handed_back else answer.status_code


def words(answer: Any) -> str:
    """The page without what is new in every answer."""
    page = answer.content.decode()
    return re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', r"\1", page)


def at_the_door(visit: Visit, person: str, method: str) -> list[str]:
    """What is wrong with the answer this person gets."""
    row, wanted = visit.row, visit.row.expected(person, method)
    answer = visit.knock(person, method)
    wrong = []
    if status(answer) != wanted:
        wrong.append(f"{person} {method}: {status(answer)}, not {wanted}")
    wrote = answer.wrote - (TAKEN_OUT if row.takes_out and (method, wanted) == ("GET", 200) else set())
    if (method != "POST" or wanted != row.answers) and wrote:
        wrong.append(f"{person} {method}: must not write, and wrote to {sorted(wrote)}")
    if row.is_hidden_from(person) and not row.differs and method in compared(row):
        nothing = visit.knock(person, method, url=visit.no_url)
        if (status(answer), words(answer)) != (status(nothing), words(nothing)):
            wrong.append(f"{person} {method}: reads otherwise than where nothing is ({status(nothing)})")
    return wrong


def compared(row: Row) -> tuple[str, ...]:
    """By which methods what is hidden is held against what is not there; in the cut by one of them, in turns."""
    return ("GET", "POST") if WHOLE else (("GET", "POST")[ROWS.index(row) % 2],)


def unnamed(row: Row) -> tuple[str, ...]:
    """The methods that every row refuses; in the cut one of them, in turns."""
    return NEITHER if WHOLE else (NEITHER[ROWS.index(row) % len(NEITHER)],)


def knocks(row: Row) -> list[tuple[str, str]]:
    """Everybody by each method; in the cut, and by HEAD, of those who are answered alike, one."""
    asking = PERSONS if WHOLE else one_of_those_alike(row)
    by_head = [(person, "HEAD") for person in one_of_those_alike(row)] if WHOLE else []
    return [(person, method) for person in asking for method in METHODS] + by_head


def one_of_those_alike(row: Row) -> list[str]:
    """Another one at each row."""
    alike: dict[tuple[Any, ...], list[str]] = {}
    for person in PERSONS:
        answers = tuple(row.expected(person, method) for method in METHODS)
        alike.setdefault((*answers, row.is_hidden_from(person)), []).append(person)
    return [persons[ROWS.index(row) % len(persons)] for persons in alike.values()]


def test_cut_of_the_grid_meets_everybody_and_every_answer_of_each_row():
    met = [(row, one_of_those_alike(row)) for row in ROWS]

    assert {person for _row, persons in met for person in persons} == set(PERSONS)
    for row, persons in met:
        for method in METHODS:
            asked = {row.expected(person, method) for person in persons}
            assert asked == {row.expected(person, method) for person in PERSONS}


def test_policy_names_every_route_once():
    named = [str(row) for row in ROWS]

    assert {row.name for row in ROWS} | OPEN | OWN == routes()
    assert sorted(named) == sorted(set(named))


def test_policy_speaks_only_of_persons_there_are():
    spoken_of = set().union(*(row.sees.union(*row.may.values()) for row in ROWS))

    assert spoken_of == set(PERSONS)


@pytest.mark.rule("R44a", "R44b", "R44c", "R44e")
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_door_opens_for_exactly_those_the_policy_names(worlds_by_stage, row):
    visit = Visit(row, worlds_by_stage)

    wrong = [line for person, method in knocks(row) for line in at_the_door(visit, person, method)]

    assert wrong == []


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_method_that_no_row_names_is_refused(worlds_by_stage, row):
    visit = Visit(row, worlds_by_stage)

    asking = ("coordinator", "staff") if WHOLE else (("coordinator", "staff")[ROWS.index(row) % 2],)
    answers = {(who, method): visit.knock(who, method) for who in asking for method in unnamed(row)}

    assert {status(answer) for answer in answers.values()} == {405}
    assert [answer.wrote for answer in answers.values() if answer.wrote] == []


@pytest.mark.rule("R44a")
@pytest.mark.parametrize("name", sorted(OWN))
def test_own_account_is_shut_to_whoever_is_not_signed_in(worlds_by_stage, name):
    visit = Visit(Row(name, arguments={"pk": 1} if name in BY_NUMBER else {}), worlds_by_stage)

    answers = [visit.knock(person, method) for person in ("anonymous", "deactivated") for method in ("GET", "POST")]

    assert {status(answer) for answer in answers} == {SIGN_IN}
    assert [answer.wrote for answer in answers if answer.wrote] == []


@pytest.mark.rule("R44f")
def test_iqm_role_without_second_factor_opens_nothing_but_signing_in(worlds_by_stage):
    visits = [Visit(row, worlds_by_stage) for row in ROWS if row.stage == "draft" and row.name not in MONITORED]
    activate = reverse("mfa_index")

    with transaction.atomic():
        visits[0].made.people["staff"].authenticator_set.all().delete()
        answers = [visit.knock("staff", method) for visit in visits for method in ("GET", "POST")]
        transaction.set_rollback(True)

    assert {(status(answer), answer.url) for answer in answers} == {(302, activate)}
    assert [answer.wrote for answer in answers if answer.wrote] == []
