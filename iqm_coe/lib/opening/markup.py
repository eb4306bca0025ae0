"""The few parts of an office document that are read: its list of types and its relations, without entities."""

from dataclasses import dataclass
from xml.parsers import expat

from iqm_coe.lib.opening.reasons import Reason, Unfit

MOST_ELEMENTS = 50_000


@dataclass(frozen=True)
class Element:
    """A tag without its namespace, and what stands in it."""

    name: str
    attributes: dict[str, str]


def elements_of(content: bytes) -> list[Element]:
    """Every element in order. Raises Unfit where it is no XML, declares anything, or has too many."""
    found: list[Element] = []

    def begin(name: str, attributes: dict[str, str]) -> None:
        found.append(Element(name.rpartition(":")[2], attributes))
        if len(found) > MOST_ELEMENTS:
            raise Unfit(Reason.TOO_MUCH)

    def declared(*_told: str | int | None) -> None:
        raise Unfit(Reason.STRANGE_PARTS)

    reading = expat.ParserCreate()
    reading.StartElementHandler = begin
    reading.StartDoctypeDeclHandler = declared
    try:
        reading.Parse(content, True)
    except expat.ExpatError as error:
        raise Unfit(Reason.DAMAGED) from error
    return found
