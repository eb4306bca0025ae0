"""bin/backup and bin/restore: Django's commands with the servers of this clone, and the drill in a scratch place."""

import argparse
import dataclasses
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from iqm_coe.embedded import before
from iqm_coe.embedded import servers as embedded
from iqm_coe.embedded.commands import Commands, commands
from iqm_coe.embedded.machine import backup_parser, restore_parser
from iqm_coe.embedded.places import PROJECT, Places, places
from iqm_coe.embedded.postgres import OWNER, Postgres, database_url
from iqm_coe.embedded.preparation import connected
from iqm_coe.embedded.problem import LauncherError
from iqm_coe.embedded.servers import Servers
from iqm_coe.embedded.spoken import EXPECTED, in_words, words_of

BACKUPS, NAMED, SHOWN = PROJECT / "var/backups", "iqm-coe-", 10
LONDON = ZoneInfo("Europe/London")
INTERRUPTED = "The database is half restored and serves nobody. Say bin/restore {backup} again."
NOT_HALF = "The database is whole: as it was before, or restored and not checked yet. The lines above tell which."
NOWHERE = "unix:///nowhere"  # what is done here asks no broker


def main(arguments: Sequence[str]) -> int:
    """`backup …` or `restore …` with what was typed behind it; the exit status."""
    embedded.stop_on_signals()
    verb, *rest = arguments
    options = backup_parser().parse_args(rest) if verb == "backup" else restore_parser().parse_args(rest)
    try:
        return in_words(lambda: _backup(options.place) if verb == "backup" else _restore_or_drill(options))
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


def _backup(place: Path, *flags: str) -> int:
    """With the servers that run already, or with our own for as long as it takes."""
    with embedded.ordinary() as environment:
        _require_tables(environment)
        return _manage(environment).in_person("backup", str(place.absolute()), *flags, as_owner=True)


def _require_tables(environment: Mapping[str, str]) -> None:
    before.require_whole(environment["DATABASE_OWNER_URL"])
    if not before.has_tables(environment["DATABASE_OWNER_URL"]):
        raise LauncherError("The database is empty: there is nothing to keep yet. bin/run fills it.")


def _restore_or_drill(options: argparse.Namespace) -> int:
    if options.scratch and not options.drill:
        raise LauncherError("--scratch says where a drill works: say --drill too, or leave it out.")
    if options.drill:
        return _drill(options.backup and found(options.backup), options.scratch)
    if options.backup is None:
        raise LauncherError(f"Say which backup: bin/restore BACKUP. {_lying_in(BACKUPS)}")
    return _restore(found(options.backup), replace=options.replace)


def found(backup: Path, kept_in: Path = BACKUPS) -> Path:
    """The folder that was meant: by its path, or by its name or stamp among those that bin/backup keeps. Raises
    LauncherError, saying which there are.
    """
    for folder in (backup, kept_in / backup.name, kept_in / f"{NAMED}{backup.name}"):
        if folder.is_dir() and (folder.name.startswith(NAMED) or (folder / "backup.json").is_file()):
            return folder
    what = "is no backup" if backup.exists() else "is not there"
    raise LauncherError(f"{backup} {what}. {_lying_in(backup if any(backup.glob(f'{NAMED}*')) else kept_in)}")


def _lying_in(folder: Path) -> str:
    there = sorted((path for path in folder.glob(f"{NAMED}*") if path.is_dir() and not path.suffix), reverse=True)
    if not there:
        return f"{folder} holds no backup: bin/backup makes one."
    lines = [f"    bin/restore {path}" for path in there[:SHOWN]]
    return "\n".join([f"{folder} holds {len(there)}, the newest first:", *lines])


def _restore(backup: Path, *, replace: bool) -> int:
    """Into the database of bin/run, which must not be running, or into the one at DATABASE_URL."""
    where = places()
    lock = embedded.ordinary_lock(where)
    if not lock.take():
        raise LauncherError(
            f"The programme is running here (process {lock.holder()}), and would serve what is half restored. "
            "Stop it first, with Ctrl-C."
        )
    servers = Servers(where, lock, fast=False, given=os.environ)
    try:
        servers.start()
        given = _manage(servers.environment)
        for stamp in where.data.glob("tables-*"):
            stamp.unlink()
        status = _restore_in_person(given, backup, replace=replace)
    finally:
        servers.stop()
    _give_back(where, Path(given.environment.get("FILES_ROOT") or PROJECT / "var/files"))
    return status


def _restore_in_person(given: Commands, backup: Path, *, replace: bool) -> int:
    """Raises what stopped it, when it has said how the database stands."""
    owners = given.environment["DATABASE_OWNER_URL"]
    connected(owners).close()
    try:
        return given.in_person("restore", str(backup.absolute()), *(["--replace"] if replace else []), as_owner=True)
    except (KeyboardInterrupt, embedded.ToldToStop):
        stands = INTERRUPTED.format(backup=backup) if before.is_half_restored(owners) else NOT_HALF
        print(stands, file=sys.stderr, flush=True)
        raise


def _give_back(where: Places, files: Path) -> None:
    """What root has restored belongs to whoever runs the programme."""
    if os.geteuid() == 0 and files.is_dir() and commands(where, {}, 0).identity is not None:
        for entry in (files, *files.rglob("*")):
            os.chown(entry, where.identity.uid, where.identity.gid, follow_symlinks=False)


def _manage(environment: Mapping[str, str]) -> Commands:
    """As whoever typed it: a backup lies where its owner alone may look."""
    return dataclasses.replace(commands(places(), environment, 8000), identity=None)


def _drill(backup: Path | None, scratch: Path | None) -> int:
    """Restore into servers of its own that are gone afterwards, and say how long each part took."""
    began = time.monotonic()
    try:
        status = _drilled(backup, scratch)
    except EXPECTED as error:
        print(words_of(error), file=sys.stderr, flush=True)
        status = 1
    stands = "The drill went well" if status == 0 else "THE DRILL FAILED"
    took, day = time.monotonic() - began, datetime.now(LONDON)
    print(f"{stands}: {took:.1f} s in all, on {day:%-d %B %Y at %H:%M} London time.", flush=True)
    return status


def _drilled(backup: Path | None, scratch: Path | None) -> int:
    with _scratch(scratch) as (room, where):
        if backup is None:
            if _backup(room / "backup", "--passing"):
                raise LauncherError("No backup could be made, so there is nothing to try.")
            (backup,) = (room / "backup").iterdir()
        server = Postgres(where)
        where.make()
        try:
            server.start()
            return _scratch_commands(where, room).in_person("restore", str(backup.absolute()), as_owner=True)
        finally:
            server.stop()


@contextmanager
def _scratch(parent: Path | None) -> Generator[tuple[Path, Places], None, None]:
    """A room that ends with us, with places for a server of its own."""
    base = parent or PROJECT / "var"
    base.mkdir(parents=True, exist_ok=True)
    _clear(base)
    room = Path(tempfile.mkdtemp(prefix=f"drill-{os.getpid()}-", dir=base))
    room.chmod(0o711)  # the server's user passes through; what lies in it is private by itself
    where = places(room)
    try:
        yield room, where
    finally:
        shutil.rmtree(where.data, ignore_errors=True)
        shutil.rmtree(where.sockets, ignore_errors=True)
        shutil.rmtree(room, ignore_errors=True)


def _clear(base: Path) -> None:
    """What drills left that were killed: each holds a copy of everything."""
    for room in base.glob("drill-*"):
        owner = room.name.split("-")[1]
        if not (Path("/proc") / owner).exists():
            shutil.rmtree(room, ignore_errors=True)


def _scratch_commands(where: Places, room: Path) -> Commands:
    files = room / "files"
    files.mkdir(mode=0o700)
    url = database_url(where, OWNER)
    environment = {
        "DJANGO_SETTINGS_MODULE": "iqm_coe.settings.dev",
        **os.environ,
        "DATABASE_URL": url,
        "DATABASE_OWNER_URL": url,
        "REDIS_URL": NOWHERE,
        "FILES_ROOT": str(files),
        "PYTHONUNBUFFERED": "1",
    }
    return Commands(where.logs / "manage.log", environment, None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
