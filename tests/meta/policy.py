"""Reads policy.toml and says what each person must be answered."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

SIGN_IN = "sign in"
NOT_SIGNED_IN = {"anonymous", "deactivated"}
_WRITTEN = tomllib.loads((Path(__file__).parent / "policy.toml").read_text())


def people(names: list[str]) -> set[str]:
    """The persons of a list in which @group stands for the persons of a group."""
    found: set[str] = set()
    for name in names:
        found |= people(_WRITTEN["groups"][name[1:]]) if name.startswith("@") else {name}
    return found


@dataclass(frozen=True)
class Row:
    """One row of the policy."""

    name: str
    stage: str = "alone"
    thing: str = ""
    may: dict[str, set[str]] = field(default_factory=dict)
    sees: set[str] = field(default_factory=set)
    refusal: int = 403
    answers: int = 302
    leads_on: bool = False
    differs: str = ""
    is_public: bool = False
    leads_in: bool = False
    takes_out: bool = False
    data: dict[str, str] = field(default_factory=dict)
    arguments: dict[str, Any] = field(default_factory=dict)  # of its address, where no thing of the cast gives them

    def __str__(self) -> str:
        return f"{self.name} {self.thing}".strip()

    def expected(self, person: str, method: str) -> Any:
        """The status this person must read, or that they are sent to sign in."""
        verb = "GET" if method == "HEAD" else method
        if person in NOT_SIGNED_IN and (not self.is_public or (self.leads_in and verb == "POST")):
            return SIGN_IN
        if verb not in self.may:
            return 302 if verb == "GET" and "POST" in self.may else 405
        if person in self.may[verb]:
            return (302 if self.leads_on else 200) if verb == "GET" else self.answers
        return 403 if person in self.sees else self.refusal

    def is_hidden_from(self, person: str) -> bool:
        """Whether the thing must answer this person as if it did not exist."""
        told = self.sees.union(*self.may.values()) | NOT_SIGNED_IN
        return bool(self.thing) and person not in told


def _row(written: dict[str, Any]) -> Row:
    may = {verb: people(written[verb.lower()]) for verb in ("GET", "POST") if verb.lower() in written}
    allowed = set().union(*may.values())
    thing = written.get("thing", "")
    return Row(
        name=written["name"],
        stage=written.get("stage", "draft"),
        thing=thing,
        may=may,
        sees=people(written.get("sees", [])),
        refusal=written.get("refusal", 404 if thing else 403),
        answers=written.get("answers", 302),
        leads_on=written.get("leads_on", False),
        differs=written.get("differs", ""),
        leads_in=written.get("leads_in", False),
        is_public=written.get("public", "anonymous" in allowed),
        takes_out=written.get("takes_out", False),
        data=written.get("data", {}),
    )


PERMISSIONS: dict[str, dict[str, Any]] = _WRITTEN["permissions"]
ROWS = [_row(written) for written in _WRITTEN["route"]]
OPEN = set(_WRITTEN["signing_in"]["open"])
BY_NUMBER = set(_WRITTEN["signing_in"]["own_by_number"])
OWN = set(_WRITTEN["signing_in"]["own"]) | BY_NUMBER


def routes() -> set[str]:
    """The full name of every address that the product answers."""

    def walk(resolver: URLResolver, space: str) -> set[str]:
        found = set()
        for one in resolver.url_patterns:
            if isinstance(one, URLPattern):
                found.add(f"{space}{one.name}")
            else:
                found |= walk(one, f"{space}{one.namespace}:" if one.namespace else space)
        return found

    return walk(get_resolver(), "")
