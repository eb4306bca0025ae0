"""One answer of somebody for several schools of theirs: each is answered for as it would be alone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction

from iqm_coe.lib.errors import NotPermitted, Refused
from schools.models.school import School

Row = TypeVar("Row")


@dataclass(frozen=True)
class Answer:
    """What came of it for one school; `refusal` says why nothing did."""

    school: School
    refusal: str = ""


def answer_each(rows: Iterable[tuple[School, Row]], act: Callable[[Row], object], *, not_theirs: str) -> list[Answer]:
    """Do the same for the row of each school. One that is refused holds up no other, and leaves nothing half done;
    `not_theirs` says why where it is not for this person to answer.
    """
    return [Answer(school, _refusal(act, row, not_theirs)) for school, row in rows]


def _refusal(act: Callable[[Row], object], row: Row, not_theirs: str) -> str:
    try:
        with transaction.atomic():
            act(row)
    except Refused as refusal:
        return str(refusal)
    except NotPermitted:
        return not_theirs
    return ""
