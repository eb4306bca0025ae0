"""Looks for words in everything there is: each table, each file of the store and what lies within it, the cache."""

import io
import zipfile
from collections.abc import Iterator

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import connection

from tests.documents import text_of


def found(words: str) -> list[str]:
    """Where they stand."""
    return [*_tables(words), *_files(words), *_cache(words)]


def _tables(words: str) -> Iterator[str]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t')
            for (row,) in cursor.fetchall():
                if words.lower() in row.lower() or words.encode().hex() in row:
                    yield f"{table}: {row[:300]}"


def _lying(folder: str = "") -> Iterator[str]:
    folders, names = default_storage.listdir(folder or ".")
    yield from (f"{folder}{name}" for name in names)
    for one in folders:
        yield from _lying(f"{folder}{one}/")


def _files(words: str) -> Iterator[str]:
    for name in _lying():
        with default_storage.open(name, "rb") as file:
            content = file.read()
        if any(words.lower() in text.lower() for text in _texts(content)):
            yield name


def _texts(content: bytes) -> Iterator[str]:
    yield content.decode("latin-1")
    if content.startswith(b"%PDF"):
        yield " ".join(text_of(content).split())
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.namelist():
                yield entry
                yield from _texts(archive.read(entry))


def _cache(words: str) -> Iterator[str]:
    client = cache._cache.get_client()
    for key in client.scan_iter("*"):
        value = client.get(key) if client.type(key) == b"string" else b""
        if words.encode() in key + value:
            yield f"cache {key!r}"
