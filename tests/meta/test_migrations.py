"""A migration that has been applied somewhere is never edited, renamed or squashed: what it says is written down."""

import hashlib
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
WRITTEN_DOWN = Path(__file__).with_name("migrations.sha256")
PACKAGES = ("iqm_coe", "schools", "centres", "reviews")


def fingerprints() -> dict[str, str]:
    """Each migration's path and what `sha256sum` says of it."""
    found = [file for package in PACKAGES for file in (PROJECT / package).glob("**/migrations/0*.py")]
    return {str(file.relative_to(PROJECT)): hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(found)}


def written_down() -> dict[str, str]:
    lines = (line.split("  ", 1) for line in WRITTEN_DOWN.read_text().splitlines())
    return {path: digest for digest, path in lines}


def test_migrations_are_what_they_were() -> None:
    now = fingerprints()
    changed = [path for path, digest in written_down().items() if now.get(path) != digest]
    assert changed == [], "write a new migration: databases exist that these have made"


def test_each_new_migration_is_written_down() -> None:
    missing = [path for path in fingerprints() if path not in written_down()]
    assert missing == [], f"append their lines to {WRITTEN_DOWN.name}: sha256sum PATH"
