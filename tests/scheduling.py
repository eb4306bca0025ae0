"""Who runs what when: a file's tests stay with one worker, which makes their world once; the longest come first.

pytest-xdist groups by marks as well, but with this pytest its marks have no effect.
"""

import pytest
from xdist.scheduler import LoadScopeScheduling

# These share servers of their own.
TOGETHER = {f"tests/integration/embedded/test_{name}.py": "embedded servers" for name in ("before", "servers")}
# These walk in the same worlds one after the other.
TOGETHER |= {f"tests/meta/test_{name}.py": "worlds, asked" for name in ("permissions", "readers", "event_words")}
TOGETHER |= {f"tests/meta/test_{name}.py": "worlds, opened" for name in ("dead_links", "step_up", "lists")}
EACH_ALONE = "tests/browser/"


class ByFile(LoadScopeScheduling):
    """Files go out one at a time, in the order of collection; the long walks of a browser test by test."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.split("::", 1)[0]
        return nodeid if path.startswith(EACH_ALONE) else TOGETHER.get(path, path)


def longest_first(items: list[pytest.Item]) -> None:
    """So that no worker stands idle at the end beside one that has just begun a walk."""

    def place(item: pytest.Item) -> tuple[bool, bool]:
        return "test_every_page" not in item.nodeid, item.get_closest_marker("slow") is None

    items.sort(key=place)
