"""Who runs what when: a file's tests stay with one worker, which makes their world once; the longest come first.

pytest-xdist groups by marks as well, but with this pytest its marks have no effect.
"""

from contextlib import suppress
from importlib import import_module

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
    """So that no worker stands idle at the end beside one that has just begun a walk. Files that need no database go to
    the others while the first one makes it.
    """
    with_database = {item.path for item in items if needs_database(item)}

    def place(item: pytest.Item) -> tuple[bool, bool, bool, bool]:
        path = item.nodeid.split("::", 1)[0]
        is_slow = item.get_closest_marker("slow") is not None
        return TOGETHER.get(path) != "worlds", item.path in with_database, "test_every_page" not in path, not is_slow

    items.sort(key=place)


def needs_database(item: pytest.Item) -> bool:
    return "_django_db_helper" in item.fixturenames or item.get_closest_marker("django_db") is not None


def read_in_turns(config: pytest.Config) -> None:
    """Pytest writes each test module anew, to explain what fails, and keeps what it wrote. Where nothing is kept yet,
    each worker begins at another place, so that each module is written once, not by all of them side by side.
    """
    worker = getattr(config, "workerinput", None)
    if worker is None or config.args != config.getini("testpaths"):
        return
    modules = sorted(path.relative_to(config.rootpath) for path in (config.rootpath / "tests").rglob("test_*.py"))
    first = int(worker["workerid"].removeprefix("gw")) * len(modules) // worker["workercount"]
    for module in (*modules[first:], *modules[:first]):
        with suppress(Exception, pytest.skip.Exception):  # collecting it tells what is wrong with it, in its own words
            import_module(".".join(module.with_suffix("").parts))
