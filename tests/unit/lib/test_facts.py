"""Facts of an event are for good, so no words stand in them (R45)."""

import pytest

from iqm_coe.lib.facts import NotPlain, plain

PLAIN = [
    {},
    {"school": 7, "kind": "headteacher", "is_lead": True, "left": None},
    {"at": "2026-11-23T10:00:00+00:00", "amount": "450.00", "sha256": "a" * 64},
    {"before": {"level": "flagship"}, "days": ["2027-01-19", "2027-01-20"], "version": 3},
]
WORDS = [
    ({"url": "https://school.example/jane-doe"}, "facts.url"),
    ({"address": "jane@school.example"}, "facts.address"),
    ({"title": "Head of Inclusion"}, "facts.title"),
    ({"before": {"name": "Jane Doe"}}, "facts.before.name"),
    ({"names": ["Jane", "Jane Doe"]}, "facts.names[]"),
    ({"code": "a" * 65}, "facts.code"),
    ({"line": "a\nb"}, "facts.line"),
]


@pytest.mark.parametrize("facts", PLAIN)
def test_numbers_dates_and_codes_may_stand_in_an_event(facts) -> None:
    plain(facts)  # raises nothing


@pytest.mark.rule("R45c")
@pytest.mark.parametrize(("facts", "place"), WORDS)
def test_words_may_not_and_are_told_by_their_place_alone(facts, place) -> None:
    with pytest.raises(NotPlain) as refused:
        plain(facts)

    assert str(refused.value) == place
