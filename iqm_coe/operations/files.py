"""Files and their rows: neither is there without the other."""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import QuerySet

from iqm_coe.lib.files import StoredFile


def file_models() -> list[type[StoredFile]]:
    """Every model whose rows stand for a file."""
    return [model for model in apps.get_models() if issubclass(model, StoredFile)]


def standing(model: type[StoredFile]) -> QuerySet[StoredFile]:
    """The rows whose bytes are to be there: of what was withdrawn they are gone (R46d)."""
    rows: QuerySet[StoredFile] = model._default_manager.filter(withdrawn_at=None)
    return rows


def _rows() -> set[str]:
    return {name for model in file_models() for name in standing(model).values_list("file", flat=True)}


def withdrawn_and_lying() -> list[str]:
    """Files whose bytes were withdrawn and lie there still: a backup kept them, or whoever took them away died."""
    gone = [model._default_manager.exclude(withdrawn_at=None).values_list("file", flat=True) for model in file_models()]
    return sorted(name for names in gone for name in names if default_storage.exists(name))


def _lying(folder: str = "") -> Iterator[str]:
    """The name of every file in the store."""
    folders, names = default_storage.listdir(folder or ".")
    yield from (f"{folder}{name}" for name in names)
    for one in folders:
        yield from _lying(f"{folder}{one}/")


def _was_written_before(instant: datetime, name: str) -> bool:
    """False too of what another sweep, or whoever wrote it, took away since it was listed."""
    try:
        return default_storage.get_modified_time(name) < instant
    except FileNotFoundError:
        return False


def without_row(*, older_than: datetime) -> list[str]:
    """Files that no row stands for, written before this instant: left by a transaction that came to nothing."""
    known = _rows()
    lying = [name for name in _lying() if name not in known]
    return sorted(name for name in lying if _was_written_before(older_than, name))


def without_file() -> list[str]:
    """Rows whose file is gone: never to be expected, and always an error."""
    return sorted(name for name in _rows() if not default_storage.exists(name))


def each_with_hash() -> Iterator[tuple[str, str]]:
    """Every file that a row names, and its hash as the row has it."""
    for model in file_models():
        yield from standing(model).values_list("file", "sha256").order_by("pk")


def is_what_its_row_says(name: str, sha256: str) -> bool:
    """Whether the file is there, byte for byte."""
    try:
        with default_storage.open(name, "rb") as file:
            digest = hashlib.sha256()
            for piece in file.chunks():
                digest.update(piece)
    except OSError:
        return False
    return digest.hexdigest() == sha256
