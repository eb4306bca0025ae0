"""By what somebody is surely named, and what of a passage is asked before it goes (R46)."""

import pytest

from iqm_coe.lib.personal import Subject
from iqm_coe.records.conditions import person as conditions
from iqm_coe.records.conditions.withdrawal import as_written, is_of_the_product, names_in
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R46d")]


def subject(name: str, phone: str = "", addresses: tuple[str, ...] = ()) -> Subject:
    return Subject(0, name, phone, frozenset(addresses))


@pytest.mark.parametrize(
    ("named", "sure"),
    [
        (subject("Clara Jensen"), ["Clara Jensen"]),
        (subject("Clara"), []),
        (subject("Clara Jensen", "020 7946 0000"), ["020 7946 0000", "Clara Jensen"]),
        (subject("Clara", "12345"), []),
        (subject("Clara", "", ("c@x.example", "a@x.example")), ["a@x.example", "c@x.example"]),
    ],
)
def test_surely_named_by_addresses_telephone_and_a_name_of_several_words(named, sure) -> None:
    assert conditions.surely(named) == sure


def test_name_that_another_bears_is_not_surely_theirs() -> None:
    UserFactory(name="Dr Clara Jensen")

    assert conditions.surely(subject("Clara Jensen")) == []
    assert conditions.also(subject("Clara Jensen")) == ["Clara Jensen"]


@pytest.mark.parametrize(
    ("passage", "names"), [("rang Tarn Amos today", ["Tarn", "Amos"]), ("nobody at all", []), ("Al and Bo", [])]
)
def test_names_in_a_passage_begin_with_a_capital(passage, names) -> None:
    assert names_in(passage) == names


@pytest.mark.parametrize(
    ("text", "passage", "written"),
    [("We met TARN  Amos.", "Tarn Amos", "TARN  Amos"), ("Nobody.", "Tarn Amos", "")],
)
def test_passage_is_told_as_it_stands(text, passage, written) -> None:
    assert as_written(text, passage) == written


@pytest.mark.parametrize(
    ("passage", "is_a_word_of_ours"), [("ratified", True), ("2027", True), ("content withdrawn", True), ("Tarn", False)]
)
def test_words_of_the_product_are_known(passage, is_a_word_of_ours) -> None:
    assert is_of_the_product(passage) is is_a_word_of_ours
