"""bin/doctor: asks what bin/run has running, and says first where there is nothing that could be asked."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from iqm_coe.embedded import before
from iqm_coe.embedded import servers as embedded
from iqm_coe.embedded.commands import commands
from iqm_coe.embedded.places import PROJECT, Places, places
from iqm_coe.embedded.problem import LauncherError
from iqm_coe.embedded.spoken import in_words

OWNER = "DATABASE_OWNER_URL"
ADDRESSES = ("DATABASE_URL", "REDIS_URL")


def main(arguments: Sequence[str]) -> int:
    """The exit status: 1 where something does not work, or nothing runs."""
    embedded.stop_on_signals()
    try:
        return in_words(lambda: _ask(arguments))
    except KeyboardInterrupt:
        return 130


def _ask(arguments: Sequence[str]) -> int:
    where = places()
    if not all(os.environ.get(name) for name in ADDRESSES):
        require_running(PROJECT)
    environment = embedded.environment(where, os.environ, as_owner=False)
    before.require_whole(environment[OWNER])
    if not before.has_tables(environment[OWNER]):
        raise LauncherError("The database is empty: start bin/run first, and say bin/doctor beside it.")
    return commands(where, environment, port_of(where)).in_person("doctor", *arguments)


def require_running(project: Path) -> None:
    """Raises LauncherError where bin/run does not serve in this clone, saying what is there in its place."""
    where = places(project)
    lock = embedded.ordinary_lock(where)
    if not lock.take():
        if (where.run / "web.pid").exists():
            return
        raise LauncherError(
            f"Process {lock.holder()} is at work here and serves nobody yet: bin/run that gets ready, a backup or a "
            f"restore. {where.logs}/manage.log tells more. Ask again when bin/run has said Ready."
        )
    lock.release()
    if (where.data / "postgres" / "PG_VERSION").is_file() and not os.environ.get("DATABASE_URL"):
        with embedded.ordinary(project) as environment:
            before.require_whole(environment[OWNER])
    raise LauncherError(
        f"bin/run is not running here: start it first, and say bin/doctor beside it. Its last logs are in {where.logs}."
    )


def port_of(where: Places) -> int:
    """On which bin/run serves: a trial mail names the address of its pages."""
    told = where.run / "port"
    return int(told.read_text()) if told.exists() else 8000


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
