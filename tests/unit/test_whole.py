"""What the cut leaves to the whole, and what it does not."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings

from tests.whole import NOT_NOW, SPECIAL_WALKS, in_the_whole, in_turns, leave_to_the_whole

HERE = Path(__file__)
LEAVES = re.compile(r"^from tests\.whole import .*\b(?:in_the_whole|in_turns|as_much_as|WHOLE)\b", re.MULTILINE)
BROWSER = HERE.parent.parent / "browser"


class Item:
    """A collected test, as far as it is looked at."""

    def __init__(self, path: Path, *marks: pytest.MarkDecorator, case: int = 0) -> None:
        self.path, self.marks = path, list(marks)
        self.callspec = SimpleNamespace(indices={"of a world": 0, "name": case})

    def get_closest_marker(self, name: str) -> pytest.Mark | None:
        return next((one.mark for one in self.marks if one.name == name), None)

    def add_marker(self, mark: pytest.MarkDecorator) -> None:
        self.marks.append(mark)


@pytest.mark.parametrize(
    ("item", "asked", "whole", "left"),
    [
        (Item(HERE), ["tests"], False, False),
        (Item(HERE, in_the_whole), ["tests"], False, True),
        (Item(HERE, in_the_whole), ["tests"], True, False),
        (Item(HERE, in_the_whole), [str(HERE)], False, False),
        (Item(HERE, in_the_whole), [f"{HERE}::test_of_one_name"], False, False),
        (Item(HERE, in_the_whole), [str(HERE.parent)], False, True),
        (Item(HERE, in_turns(3), case=3), ["tests"], False, False),
        (Item(HERE, in_turns(3), case=4), ["tests"], False, True),
        (Item(HERE, in_turns(3), case=4), ["tests"], True, False),
        (Item(HERE, in_turns(3), case=4), [str(HERE)], False, False),
        (Item(BROWSER / "test_passkeys.py"), ["tests"], False, True),
        (Item(BROWSER / "test_access.py"), ["tests"], False, False),
    ],
)
def test_left_out_is_what_is_marked_unless_its_file_is_named(item, asked, whole, left) -> None:
    leave_to_the_whole([item], asked, whole=whole)
    assert (NOT_NOW in item.marks) is left


def test_special_walks_are_there() -> None:
    assert all((BROWSER / f"test_{name}.py").is_file() for name in SPECIAL_WALKS)


def test_whatever_leaves_something_to_the_whole_has_its_line() -> None:
    told = (settings.BASE_DIR / "docs/testing.md").read_text().partition("**Whole and cut.**")[2].partition("\n**")[0]
    files = [path for path in HERE.parent.parent.rglob("test_*.py") if LEAVES.search(path.read_text())]
    leaving = {path.stem.removeprefix("test_") for path in files if path != HERE} | SPECIAL_WALKS
    assert leaving - set(re.findall(r"`(\w+)`", told)) == set()
