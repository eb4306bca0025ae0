"""Two changes of one text in one: what does not overlap is together, what overlaps is nobody's to decide."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iqm_coe.lib.merging import merged

LIST = "Reading is up.\nWriting is up.\nMaths is up.\n"


@pytest.mark.rule("R16a")
@pytest.mark.parametrize(
    ("base", "mine", "theirs", "together"),
    [
        ("", "Mine.", "", "Mine."),
        ("A.", "A.", "B.", "B."),
        ("A.", "B.", "A.", "B."),
        ("A.", "B.", "B.", "B."),
        ("A.", "", "", ""),
        (LIST, "All r" + LIST[1:], LIST + "Art too.\n", "All r" + LIST[1:] + "Art too.\n"),
        (LIST, LIST[15:], LIST.replace("Maths", "Number"), "Writing is up.\nNumber is up.\n"),
        ("A loud hall at noon.", "A very loud hall at noon.", "A loud hall at lunch.", "A very loud hall at lunch."),
        ("One two three.", "One 2 three.", "One two three.\nFour.", "One 2 three.\nFour."),
        ("One two three four.", "One 2 three four.", "One two three 4.", "One 2 three 4."),
        ("- One two.\n- Three four.", "- One 2.\n- Three four.", "- One two.\n- Three 4.", "- One 2.\n- Three 4."),
    ],
)  # fmt: skip
def test_what_does_not_overlap_is_put_together(base, mine, theirs, together):
    assert merged(base, mine, theirs) == together


@pytest.mark.rule("R16a")
@pytest.mark.parametrize(
    ("base", "mine", "theirs"),
    [
        ("", "Mine.", "Theirs."),
        ("A.", "Mine.", "Theirs."),
        ("A.", "", "A. And more."),
        ("Calm mornings.", "Calm mornings. Mine.", "Calm mornings. Theirs."),
        ("One two three.", "One deux three.", "One zwei three."),
        ("First.\nSecond.\n", "Second.\n", "First, changed.\nSecond.\n"),
        ("One two three.", "One deux three.", "One two drei."),
        ("- One two three four.", "- One 2 three four.", "- One two three 4."),
        ("  12. One two three four.", "  12. One 2 three four.", "  12. One two three 4."),
        ("| Reading | 68 | of 74 |", "| Reading | 69 | of 74 |", "| Reading | 68 | of 75 |"),
        ("Reading\t68\tof 74", "Reading\t69\tof 74", "Reading\t68\tof 75"),
    ],
)
def test_what_overlaps_is_handed_back(base, mine, theirs):
    assert merged(base, mine, theirs) is None
    assert merged(base, theirs, mine) is None


WORD = st.text("abc", min_size=1, max_size=3)
PARAGRAPHS = st.lists(st.lists(WORD, max_size=6).map(" ".join), max_size=5).map("\n".join)


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\S+", text))


@pytest.mark.rule("R16a")
@given(base=PARAGRAPHS, mine=PARAGRAPHS, theirs=PARAGRAPHS)
def test_no_word_that_somebody_added_is_dropped_and_none_is_made_up(base, mine, theirs):
    """Whatever comes together holds what either added, and nothing that neither wrote."""
    together = merged(base, mine, theirs)

    if together is not None:
        added = (words(mine) - words(base)) | (words(theirs) - words(base))
        assert not added - words(together)
        assert not words(together) - (words(mine) + words(theirs))
    assert (together is None) == (merged(base, theirs, mine) is None)


@pytest.mark.rule("R16a")
@given(base=PARAGRAPHS, mine=PARAGRAPHS)
def test_what_one_alone_changed_is_taken_as_it_is(base, mine):
    assert merged(base, mine, base) == mine
    assert merged(base, base, mine) == mine
    assert merged(base, mine, mine) == mine
