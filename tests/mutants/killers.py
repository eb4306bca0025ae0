"""The test that killed each mutant when it was looked for: it is asked first, and mostly it is the only one."""

import json
from collections.abc import Collection, Mapping
from pathlib import Path

from tests.mutants.targets import Mutant

FILE = Path(__file__).parent / "killers.json"


class Killers:
    """What is known of them from before, and what a run adds."""

    def __init__(self) -> None:
        self._tests: dict[str, str] = json.loads(FILE.read_text())

    def of(self, mutant: Mutant) -> str:
        """The id of a test, which somebody may have renamed since; nothing where none is known."""
        return self._tests.get(mutant.key, "")

    def keep(self, found: Mapping[str, str], standing: Collection[str]) -> None:
        """Write down who killed which mutant, by its key, of those mutants that there are."""
        known = self._tests | found
        self._tests = {key: known[key] for key in sorted(known) if key in standing}
        FILE.write_text(json.dumps(self._tests, indent=1, ensure_ascii=False) + "\n")
