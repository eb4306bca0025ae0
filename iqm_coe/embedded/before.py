"""A database from before: other migrations than these made it, so that no migration leads from its tables to ours."""

from datetime import datetime
from pathlib import Path

import psycopg

from iqm_coe.embedded.places import PROJECT, Places
from iqm_coe.embedded.postgres import DATABASE, OWNER, superuser
from iqm_coe.embedded.preparation import PACKAGES, connected
from iqm_coe.embedded.problem import LauncherError

APPLIED = "SELECT app, name FROM django_migrations"


def is_from_before(database_url: str, project: Path = PROJECT) -> bool:
    """Whether a migration of ours was applied to it that this tree does not have."""
    files = [path for package in PACKAGES for path in (project / package).glob("**/migrations/0*.py")]
    ours = {(path.parent.parent.name, path.stem) for path in files}
    labels = {label for label, _ in ours} | set(PACKAGES)
    with connected(database_url) as connection:
        try:
            applied = set(connection.execute(APPLIED).fetchall())
        except psycopg.errors.UndefinedTable:
            return False
    return any(app in labels and (app, name) not in ours for app, name in applied)


def is_half_restored(database_url: str) -> bool:
    """Whether the mark stands in it that a restore sets first and takes away last."""
    with connected(database_url) as connection:
        row = connection.execute("SELECT to_regclass('public.restore_unfinished') IS NOT NULL").fetchone()
    return bool(row and row[0])


def require_whole(database_url: str) -> None:
    """Raises LauncherError where a restore was interrupted in it."""
    if is_half_restored(database_url):
        raise LauncherError(
            "A restore was interrupted: the database is half restored and serves nobody. Say bin/restore BACKUP again, "
            "with the same backup or another."
        )


def has_tables(database_url: str) -> bool:
    """Whether migrations have ever been applied to it."""
    with connected(database_url) as connection:
        row = connection.execute("SELECT to_regclass('public.django_migrations') IS NOT NULL").fetchone()
    return bool(row and row[0])


def make_way(where: Places, database_url: str, *, is_ours: bool, now: datetime, files: Path) -> str | None:
    """Set a database from before aside, under a name that tells the day, with its files, and make an empty one; the
    name, or None where it is of today. Raises LauncherError for one that the caller brought: nobody else's is renamed.
    """
    if not is_from_before(database_url):
        return None
    if not is_ours:
        raise LauncherError(
            "Other migrations than these made the database at DATABASE_URL, and none leads from its tables to today's. "
            "It was not touched. Name an empty one, or leave DATABASE_URL out to get one of your own."
        )
    name = f"{DATABASE}_before_{now:%Y%m%d_%H%M%S}"
    with superuser(where) as connection:
        connection.execute(f"ALTER DATABASE {DATABASE} RENAME TO {name}")
        connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
    for stamp in (*where.data.glob("tables-*"), *where.data.glob("demo.*")):
        stamp.unlink()
    if files.exists():
        files.rename(files.with_name(f"{files.name}-{name}"))
    return name
