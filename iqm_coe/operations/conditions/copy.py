"""What a restored copy has to answer before anybody relies on it (R46g)."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from iqm_coe.operations import files
from iqm_coe.operations.conditions import access, trail
from iqm_coe.operations.invariants import broken, every_check
from reviews.reports.conditions import seal
from reviews.reports.models.seal import SealedReport

SHOWN = 10


@dataclass(frozen=True)
class Answer:
    """How much was asked, what was wrong with it, and how long it took in seconds."""

    about: str
    asked: int
    wrong: list[str]
    seconds: float


def answers() -> Iterator[Answer]:
    """One after the other, the quickest first."""
    for about, ask in QUESTIONS.items():
        began = time.monotonic()
        asked, wrong = ask()
        yield Answer(about, asked, wrong[:SHOWN], time.monotonic() - began)


def _seals() -> tuple[int, list[str]]:
    """The content of each sealed report still has its fingerprint."""
    asked, wrong = 0, []
    for sealed in SealedReport.objects.order_by("pk").iterator(chunk_size=50):
        asked += 1
        if not seal.is_as_sealed(sealed):
            wrong.append(f"sealed report {sealed.pk}")
    return asked, wrong


def _trail() -> tuple[int, list[str]]:
    """Each sealed range of events is what it was."""
    looked = trail.look()
    return looked.ranges, looked.wrong


def _invariants() -> tuple[int, list[str]]:
    return len(every_check()), [f"{breach.name}: {breach.detail}" for breach in broken()]


def _files() -> tuple[int, list[str]]:
    """Each file that a row names is there, byte for byte."""
    found = list(files.each_with_hash())
    return len(found), [name for name, sha256 in found if not files.is_what_its_row_says(name, sha256)]


def _access() -> tuple[int, list[str]]:
    told = list(access.disagreements())
    return sum(number for number, _ in told), [line for _, lines in told for line in lines]


QUESTIONS: dict[str, Callable[[], tuple[int, list[str]]]] = {
    "invariants": _invariants,
    "seals of reports": _seals,
    "sealed ranges of the trail": _trail,
    "files, by their hashes": _files,
    "who sees what, person by row": _access,
}
