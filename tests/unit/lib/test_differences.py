"""What was changed in a text: nothing is left out, and what stayed is not called new."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iqm_coe.lib.differences import Part, differences

CASES = {
    ("", ""): [],
    ("One.", "One."): [Part("same", "One.")],
    ("", "New."): [Part("new", "New.")],
    ("Gone.", ""): [Part("gone", "Gone.")],
    ("The hall was cold.", "The hall was warm."): [
        Part("same", "The hall was "),
        Part("gone", "cold."),
        Part("new", "warm."),
    ],
    ("A\nB\nC", "A\nC"): [Part("same", "A\n"), Part("gone", "B\n"), Part("same", "C")],
    ("A\nC", "A\nB\nC"): [Part("same", "A\n"), Part("new", "B\n"), Part("same", "C")],
}


@pytest.mark.parametrize(("before", "after"), CASES)
def test_parts_are_told_as_by_hand(before: str, after: str) -> None:
    assert differences(before, after) == CASES[before, after]


TEXTS = st.text(alphabet="ab \n", max_size=60)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_out_of_the_parts(before: str, after: str) -> None:
    parts = differences(before, after)

    assert "".join(part.text for part in parts if part.kind != "new") == before
    assert "".join(part.text for part in parts if part.kind != "gone") == after
    assert all(one.kind != other.kind for one, other in pairwise(parts))
