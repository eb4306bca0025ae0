"""Who runs what when: a file's tests stay with one worker, which makes their world once; the longest come first.

pytest-xdist groups by marks as well, but with this pytest its marks have no effect.
"""

import pytest
from xdist.scheduler import LoadScopeScheduling

# These share servers of their own.
TOGETHER = {f"tests/integration/embedded/test_{name}.py": "embedded servers" for name in ("before", "servers")}
# These walk in the same fifteen worlds one after the other.
IN_WORLDS = ("policy", "permissions", "lists", "step_up", "dead_links", "readers", "event_words")
TOGETHER |= {f"tests/meta/test_{name}.py": "worlds" for name in IN_WORLDS}
EACH_ALONE = "tests/browser/"


class ByFile(LoadScopeScheduling):
    """Files go out one at a time, in the order of collection; the long walks of a browser test by test."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.split("::", 1)[0]
        return nodeid if path.startswith(EACH_ALONE) else TOGETHER.get(path, path)


def longest_first(items: list[pytest.Item]) -> None:
    """So that no worker stands idle at the end beside one that has just begun a walk."""

    def place(item: pytest.Item) -> tuple[bool, bool, bool]:
        path = item.nodeid.split("::", 1)[0]
        is_in_worlds = TOGETHER.get(path) == "worlds"
        is_slow = is_in_worlds or item.get_closest_marker("slow") is not None
        return "test_every_page" not in path, not is_in_worlds, not is_slow

    items.sort(key=place)
