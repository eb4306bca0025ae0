"""The law of the house says what is there: its map names every noun, its example every file."""

import re

import pytest

from tests.meta.test_house import NOUNS, PROJECT

STRUCTURE = (PROJECT / "docs/structure.md").read_text()
MAP = STRUCTURE.partition("```\n")[2].partition("```")[0]
EXAMPLE = STRUCTURE.partition("## Where a feature lives")[2].partition("\n## ")[0]
NOT_OF_IT = {"centres/year/apps.py"}  # the room's own title


def line_of_the_map(room: str) -> str:
    """What the map says of this room, over all its lines."""
    _before, _room, after = MAP.partition(f"{room}/ ")
    return re.split(r"\n(?=\S)", after)[0]


@pytest.mark.parametrize("room", NOUNS)
def test_map_names_every_noun_of_a_room(room: str) -> None:
    told = line_of_the_map(room)
    assert [noun for noun in sorted(NOUNS[room]) if not re.search(rf"\b{noun.replace('_', ' ')}\b", told)] == []


def test_example_names_every_file_of_its_room_that_is_about_it() -> None:
    files = [*(PROJECT / "centres/year").rglob("*.py"), *(PROJECT / "templates/year").rglob("*.html")]
    about_it = {
        str(file.relative_to(PROJECT))
        for file in files
        if "migrations" not in file.parts and re.search("activit", file.read_text(), re.IGNORECASE)
    }
    assert len(about_it) > 20
    told = [path for path in re.findall(r"`([^`]+)`", EXAMPLE) if "/" in path]
    assert sorted(path for path in about_it - NOT_OF_IT if not path.startswith(tuple(told))) == []


def test_example_names_files_that_are_there() -> None:
    told = [path for path in re.findall(r"`([^`{}]+/[^`{}]+)`", EXAMPLE) if not path.startswith("migrations/")]
    assert len(told) > 30
    assert [path for path in told if not (PROJECT / path).exists()] == []
