"""Several questions at once, each with a time of its own: one that hangs or fails says so and holds up no other."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog
from django.db import OperationalError, ProgrammingError, connection
from django.utils.translation import gettext as _

log = structlog.get_logger(__name__)


class Unproved(Exception):
    """It was asked and does not do its work; the words say why, to an administrator."""


class NothingThereError(Exception):
    """There is nothing to prove, and need not be; the words say why."""


@dataclass(frozen=True)
class Proof:
    """What came of one question."""

    part: str
    is_good: bool
    words: str
    seconds: float
    is_there: bool = True

    @property
    def status(self) -> dict[str, str]:
        """As the status component reads it."""
        if not self.is_there:
            return {"tone": "neutral", "label": _("Not there")}
        return {"tone": "good", "label": _("Proved")} if self.is_good else {"tone": "bad", "label": _("Does not work")}


class _Question(threading.Thread):
    """One question in a thread of its own, which nobody waits for longer than its time."""

    def __init__(self, part: str, ask: Callable[[], str], patience: float) -> None:
        super().__init__(name=f"prove {part}", daemon=True)
        self._part, self._ask, self._patience = part, ask, patience
        self._begun = time.monotonic()
        self._proof: Proof | None = None

    def run(self) -> None:
        try:
            self._settle(self._ask(), is_good=True)
        except Unproved as error:
            self._settle(str(error), is_good=False)
        except NothingThereError as error:
            self._settle(str(error), is_good=True, is_there=False)
        except Exception as error:  # noqa: BLE001 - whatever a library raises: it is the answer
            log.warning("not_proved", part=self._part, error=repr(error))
            self._settle(in_words(error), is_good=False)
        finally:
            connection.close()

    def _settle(self, words: str, *, is_good: bool, is_there: bool = True) -> None:
        self._proof = Proof(self._part, is_good, words, time.monotonic() - self._begun, is_there)

    def answer(self) -> Proof:
        """Its proof; where its time is over, that."""
        self.join(max(0.0, self._begun + self._patience - time.monotonic()))
        late = _("No answer within %d seconds.") % max(1, round(self._patience))
        return self._proof or Proof(self._part, False, late, self._patience)


def in_words(error: Exception) -> str:
    """What a library raised, as a sentence: the first line of what it says."""
    lines = str(error).strip().splitlines()
    said = lines[0].strip().rstrip(".") if lines else _("it said nothing")
    if isinstance(error, ProgrammingError):
        return _("The database has not the tables of this version: %s.") % said
    if isinstance(error, OperationalError | ConnectionError):
        return _("It does not answer: %s.") % said
    return _("It failed: %s.") % said


def prove(questions: Mapping[str, Callable[[], str]], *, patience: float) -> list[Proof]:
    """Ask all of them at once; their answers in their order, after `patience` seconds at most."""
    asked = [_Question(part, ask, patience) for part, ask in questions.items()]
    for question in asked:
        question.start()
    return [question.answer() for question in asked]
