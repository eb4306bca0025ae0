"""What an erasure would take, and the line by which it is carried out again after a restore."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.personal import Obstacle, declared_erasers, obstacles_for
from iqm_coe.records.conditions.erasure import texts_that_name
from iqm_coe.records.conditions.person import subject_of
from iqm_coe.records.enums import ErasureCause
from iqm_coe.records.models.erasure import Erasure


@dataclass(frozen=True)
class Preview:
    """The page before the act."""

    goes: Sequence[str]
    obstacles: Sequence[Obstacle]
    texts: int  # that people wrote, and in which the name stands


def preview(person: User) -> Preview:
    """As things stand now; the act asks again."""
    subject = subject_of(person)
    return Preview(
        goes=[str(taken.words) for taken in declared_erasers()],
        obstacles=[] if person.is_erased else obstacles_for(subject),
        texts=texts_that_name(subject),
    )


@dataclass(frozen=True)
class Line:
    """Who was erased, told without a name."""

    person: int
    joined_at: datetime
    pseudonym: str
    cause: str


def read_line(text: str) -> Line:
    """What `line_of` wrote. Raises ValueError, KeyError."""
    told = json.loads(text)
    joined_at = datetime.fromisoformat(told["joined_at"])
    return Line(int(told["person"]), joined_at, str(told["pseudonym"]), ErasureCause(told["cause"]).value)


def line_of(erasure: Erasure) -> str:
    """For `manage.py erase_again`: whose number it was and since when, so that nobody else is taken for them."""
    told = {
        "person": erasure.person_id,
        "joined_at": erasure.person.joined_at.isoformat(),
        "pseudonym": erasure.pseudonym,
        "cause": erasure.cause,
        "erased_at": erasure.erased_at.isoformat(),
    }
    return json.dumps(told)
