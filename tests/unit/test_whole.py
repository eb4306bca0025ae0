"""What the cut leaves to the whole, and what it does not."""

from pathlib import Path

import pytest

from tests.whole import NOT_NOW, SPECIAL_WALKS, in_the_whole, leave_to_the_whole

HERE = Path(__file__)
BROWSER = HERE.parent.parent / "browser"


class Item:
    """A collected test, as far as it is looked at."""

    def __init__(self, path: Path, *marks: pytest.MarkDecorator) -> None:
        self.path, self.marks = path, list(marks)

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
        (Item(BROWSER / "test_passkeys.py"), ["tests"], False, True),
        (Item(BROWSER / "test_journey.py"), ["tests"], False, False),
    ],
)
def test_left_out_is_what_is_marked_unless_its_file_is_named(item, asked, whole, left) -> None:
    leave_to_the_whole([item], asked, whole=whole)
    assert (NOT_NOW in item.marks) is left


def test_special_walks_are_there() -> None:
    assert all((BROWSER / f"test_{name}.py").is_file() for name in SPECIAL_WALKS)
