"""What a page sends, laid over what is saved: each turn once, boxes apart, and what overlaps handed back."""

import pytest

from iqm_coe.lib.versioned import PAGES_REMEMBERED, Box, Clash, Edit, Step, rewritten, take

PROSE = {"progress": 30, "next_steps": 10}


def step(turn: int, base: str, text: str, box: str = "progress") -> Step:
    return Step({box: Box(base, text)}, turn)


def taken(edit: Edit, pages=(), **now: str):
    return take(
        edit,
        {"progress": "", "next_steps": "", "outcome": "ratified"} | now,
        pages=list(pages),
        prose=PROSE,
    )


@pytest.mark.rule("R16a")
def test_boxes_do_not_stand_in_each_others_way():
    result = taken(Edit([step(1, "", "Mine.")], "page"), next_steps="Theirs.")

    assert (result.texts["progress"], result.texts["next_steps"], result.clashes) == ("Mine.", "Theirs.", ())
    assert result.is_changed


@pytest.mark.rule("R16a")
def test_what_overlaps_stays_as_it_is_saved_and_is_handed_back():
    result = taken(Edit([step(1, "", "Mine.")], "page"), progress="Theirs.")

    assert result.texts["progress"] == "Theirs."
    assert result.clashes == (Clash("progress", "", "Mine.", "Theirs."),)
    assert not result.is_changed


@pytest.mark.rule("R16a")
@pytest.mark.parametrize(
    ("base", "mine", "theirs", "stands", "clashes"),
    [
        ("ratified", "with_advice", "ratified", "with_advice", 0),
        ("ratified", "ratified", "with_advice", "with_advice", 0),
        ("", "with_advice", "with_advice", "with_advice", 0),
        ("ratified", "with_advice", "not_ratified", "not_ratified", 1),
    ],
)
def test_a_choice_is_one_thing(base, mine, theirs, stands, clashes):
    result = taken(Edit([step(1, base, mine, "outcome")], "page"), outcome=theirs)

    assert (result.texts["outcome"], len(result.clashes)) == (stands, clashes)


@pytest.mark.rule("R16a")
@pytest.mark.parametrize(
    ("base", "mine", "theirs", "is_merged"),
    [
        ("A", "A b", "A", False),
        ("A", "A", "A c", True),
        ("A\n\nB", "A 1\n\nB", "A\n\nB 2", True),
        ("A", "A same", "A same", False),
        ("A", "B", "C", False),
    ],
)
def test_others_words_in_a_box_that_was_sent_are_told(base, mine, theirs, is_merged):
    result = taken(Edit([step(1, base, mine)], "page"), progress=theirs, next_steps="Theirs as well.")

    assert result.is_merged is is_merged


@pytest.mark.rule("R16a")
def test_others_words_are_told_again_where_the_answer_was_lost():
    sent = Edit([step(1, "A\n\nB", "A 1\n\nB")], "page")
    first = taken(sent, progress="A\n\nB 2")

    assert taken(sent, first.pages, **first.texts).is_merged


@pytest.mark.rule("R16a")
def test_a_turn_is_taken_once_however_often_its_answer_is_lost():
    first = taken(Edit([step(1, "", "ABC")], "page"))

    again = taken(Edit([step(1, "", "ABC"), step(2, "ABC", "D ABC")], "page"), first.pages, progress="ABC\ntheirs")

    assert (again.texts["progress"], again.clashes) == ("D ABC\ntheirs", ())


@pytest.mark.rule("R16a")
def test_what_comes_late_does_not_undo_what_came_later():
    result = taken(Edit([step(2, "", "AB")], "page"), [["page", 3]], progress="ABC")

    assert (result.texts["progress"], result.is_changed, result.clashes) == ("ABC", False, ())


@pytest.mark.rule("R16a")
def test_steps_of_one_page_follow_each_other():
    result = taken(Edit([step(1, "", "A"), step(2, "A", "A B")], "page"))

    assert (result.texts["progress"], result.clashes, result.pages) == ("A B", (), [["page", 2]])


@pytest.mark.rule("R16a")
def test_a_later_step_takes_the_place_of_what_clashed_before_it():
    result = taken(Edit([step(1, "", "Mine"), step(2, "Mine", "Mine, on.")], "page"), progress="Theirs.")

    assert result.clashes == (Clash("progress", "", "Mine, on.", "Theirs."),)


@pytest.mark.rule("R16a")
def test_without_a_count_of_turns_every_saving_is_looked_at():
    first = taken(Edit([step(0, "", "A")], "page"))
    again = taken(Edit([step(0, "A", "A B")], "page"), first.pages, progress="A")

    assert again.texts["progress"] == "A B"


@pytest.mark.rule("R16a")
@pytest.mark.parametrize(("words", "clashes"), [(10, 0), (11, 1)])
def test_what_together_is_longer_than_the_box_may_be_is_not_put_together(words, clashes):
    result = taken(Edit([step(1, "A\nB", "A\nB, mine")], "page"), progress="A" + " A" * words + "\nB")

    assert (len(result.clashes), len(result.texts["progress"]) <= 30) == (clashes, True)


def test_each_box_is_as_long_as_it_may_be_and_no_other():
    mine = step(1, "A b c.", "A b c. Mine.", box="next_steps")

    assert [clash.box for clash in taken(Edit([mine], "page"), next_steps="Theirs. A b c.").clashes] == ["next_steps"]


def test_the_pages_that_saved_longest_ago_are_forgotten():
    pages: list = []
    for number in range(PAGES_REMEMBERED + 5):
        pages = taken(Edit([step(1, "", "")], f"page {number}"), pages).pages

    assert (len(pages), pages[0], pages[-1]) == (PAGES_REMEMBERED, ["page 5", 1], [f"page {PAGES_REMEMBERED + 4}", 1])


def test_a_caller_who_has_just_read_writes_on_top_of_it():
    edit = rewritten({"progress": "A.", "next_steps": "B."}, {"progress": "C."})

    assert edit == Edit([Step({"progress": Box("A.", "C.")})])
