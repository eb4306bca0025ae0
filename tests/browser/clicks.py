"""How often a person has to press: a mouse button or a finger goes down, Enter or a blank presses, a select is set.

Typing is no click. A field that is pressed before one can type into it is one.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.browser.conftest import Somebody

WRITTEN = Path(__file__).parents[2] / "docs" / "design-language.md"
# A select is one click, whatever it takes to open it: that a choice is made in it.
HEARD = """
    const writes = (event) => event.target.matches('textarea') || event.key === ' ' && event.target.matches(
        'input:not([type=checkbox], [type=radio], [type=submit], [type=button])');
    addEventListener('pointerdown', (event) => event.target.closest('select') || window.onePress(), true);
    addEventListener('change', (event) => event.target.matches('select') && window.onePress(), true);
    addEventListener('keydown', (event) => {
        if (['Enter', ' '].includes(event.key) && !writes(event)) window.onePress();
    }, true);
"""


@dataclass
class Count:
    """So many until now."""

    clicks: int = 0


@contextmanager
def counted(somebody: Somebody) -> Iterator[Count]:
    """Count what the person presses from the page on that is open now, over all pages they come to."""
    count = Count()

    def one_more() -> None:
        count.clicks += 1

    somebody.context.expose_function("onePress", one_more)
    somebody.context.add_init_script(f"{{{HEARD}}}")
    somebody.page.reload()
    yield count


def written_down(way: str) -> tuple[int, int]:
    """How many clicks the design page says that this way takes, and how many it may take."""
    row = re.search(rf"^\| {re.escape(way)} \|.*\| (\d+) \| (\d+) \|$", WRITTEN.read_text(), re.MULTILINE)
    assert row, f"{way} stands in no table of {WRITTEN.name}."
    return int(row[1]), int(row[2])
