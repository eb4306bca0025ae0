"""How else the same words may be written: turned round, without a sharp s or accents, as percent signs (R46n)."""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from urllib.parse import quote

from django.db import connection

FEWEST, MOST = 2, 4  # words of a name that is turned round
# As they are written where a keyboard lacks them, and back.
WRITTEN = {"ß": "ss", "ä": "ae", "ö": "oe", "ü": "ue", "æ": "ae", "ø": "oe", "å": "aa", "œ": "oe", "ł": "l"}


def otherwise(passage: str) -> list[str]:
    """Other ways to write these words, none of them twice. Each is looked for by itself: a person decides."""
    words = " ".join(unicodedata.normalize("NFC", passage).split())
    made = [one for said in (words, *_turned(words)) for one in (said, *_spelt(said))]
    typed = " ".join(passage.split()).lower()
    by_case = {one.lower(): one for one in reversed(made) if one.lower() != typed}  # which is not told apart
    return list(reversed(by_case.values()))


def _turned(words: str) -> Iterator[str]:
    """The last word first, or where a comma says so the first word last."""
    first, comma, rest = words.partition(",")
    parts = words.replace(",", " ").split()
    if not FEWEST <= len(parts) <= MOST:
        return
    if comma and rest.strip():
        yield f"{rest.strip()} {first.strip()}"
    else:
        yield " ".join([parts[-1], *parts[:-1]])


def _spelt(words: str) -> Iterator[str]:
    lower = words.lower()
    written = lower
    for letter, letters in WRITTEN.items():
        written = written.replace(letter, letters)
    yield written
    yield lower.replace("ss", "ß")
    apart = unicodedata.normalize("NFD", words)
    yield apart
    yield "".join(sign for sign in apart if not unicodedata.combining(sign))
    yield quote(words, safe=" ,'’")
    yield quote(apart, safe=" ,'’")


def found_otherwise(passage: str) -> dict[str, int]:
    """The ways in which it stands somewhere, with the number of places: one pass over everything."""
    ways = otherwise(passage)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT w.way, count(*) FROM find_any(%(ways)s::text[]) f JOIN unnest(%(ways)s::text[]) w(way) "
            "ON f.said ~* withdrawal_pattern(w.way) GROUP BY w.way",
            {"ways": ways},
        )
        found = Counter({str(way): int(number) for way, number in cursor.fetchall()})
    return {way: found[way] for way in ways if found[way]}
