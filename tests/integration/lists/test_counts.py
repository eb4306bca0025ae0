"""What a list counts is what it shows, whatever its address says."""

import re
from datetime import date

import pytest
from django.http import QueryDict
from django.test import Client, override_settings
from django.urls import reverse

from iqm_coe.lib.kept_questions import Question, forget
from schools.filters import SchoolFilter
from schools.models.school import School
from tests.factories.schools import AwardFactory, SchoolFactory
from tests.scene import iqm_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "shown"),
    [("", 3), ("award=yes", 1), ("award=yes&status=nonsense", 1), ("award=nonsense&status=open", 3), ("award=no", 2)],
)
def test_a_part_of_the_address_that_means_nothing_narrows_neither_rows_nor_counts(query, shown) -> None:
    AwardFactory(school=SchoolFactory())
    SchoolFactory.create_batch(2)
    assert rows_of(signed_in(), query) == shown


def signed_in() -> Client:
    client = Client()
    client.force_login(iqm_person("Sam", "staff"))
    return client


def rows_of(client: Client, query: str) -> int:
    """How many schools this address shows, which is what it counts."""
    page = client.get(f"{reverse('schools:schools')}?{query}").content.decode()
    shown = len(re.findall(r'<th scope="row"', page))
    assert re.search(rf"\b{shown}\s+rows?\b", page) or not shown
    return shown


@pytest.fixture(name="worked_out")
def _worked_out(monkeypatch):
    """How often a list's question was worked out, asked as on a real machine."""
    times, keep = [], Question._keep
    monkeypatch.setattr(Question, "_keep", lambda self, key, call: times.append(str(self)) or keep(self, key, call))
    forget()
    with override_settings(QUESTIONS_ARE_PROVED=False, QUESTIONS_PROVED_AT_FIRST=0):
        yield lambda: sum("lists.questions" in one for one in times)
    forget()


def test_words_that_are_typed_are_put_in_and_those_of_a_telephone_are_another_question(worked_out) -> None:
    SchoolFactory(name="Ash Primary", telephone="0115 496 0000")
    SchoolFactory(name="Oak Primary", telephone="0115 496 0001")
    SchoolFactory(name="Ysgol Dŵr")
    client = signed_in()
    typed = {"ash": 1, "primary": 2, "  oak  ": 1, "nothing": 0, "1154960001": 1, "+44 115 496 0000": 1, "ysgol": 1}
    assert {words: rows_of(client, f"q={words.replace('+', '%2B')}") for words in typed} == typed
    assert worked_out() == 4  # the rows and their counts, by words and by a telephone
    assert rows_of(client, "q=primary&award=no&status=open") == 2
    assert worked_out() == 6
    for words, shown in (("dŵr", 1), ("ŵ", 1), ("—", 0), ("%20", 3)):
        assert rows_of(client, f"q={words}") == shown
    assert worked_out() == 6  # what cannot be told from other words is worked out anew


def test_filters_of_two_forms_at_a_time_ask_each_their_own_form() -> None:
    """Of the day by which a choice is reckoned, and of a method of the form."""
    AwardFactory(school=SchoolFactory(name="Ash Primary"), valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31))
    SchoolFactory(name="Oak Primary")
    asked, every = QueryDict("q=primary&award=yes"), School.objects.all()
    on_both = [SchoolFilter(asked, every, today=date(year, 6, 1)) for year in (2026, 2027)]
    assert [[school.name for school in one.qs] for one in on_both] == [["Ash Primary"], []]
    assert all(mine.parent is one for one in on_both for mine in one.filters.values())
    assert not any(hasattr(declared, "parent") for declared in SchoolFilter.base_filters.values())
