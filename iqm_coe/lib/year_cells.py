"""One step of a year as a cell: of the year board, or of a year's schools."""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iqm_coe.lib.status import StatusChoices
from iqm_coe.lib.templatetags.words import due_words
from iqm_coe.lib.year_steps import NOT_YET, Counted, Owed, State, StepOfYear, Tally, Turn


class CellState(StatusChoices):
    """As the year line says it; what is late says by how many days."""

    DONE = "done", "good", gettext_lazy("Done")
    NOW = "now", "info", gettext_lazy("Now")
    DUE = "due", "attention", gettext_lazy("Due")
    LATE = "late", "bad", gettext_lazy("Late")
    COMING = "coming", "neutral", gettext_lazy("Coming")


Said = tuple[str, CellState, str, date | None, str, str]  # a cell, but for where it leads


class Cell(NamedTuple):
    """One step of one year, or what one school owes to it: how it stands, its day, whose turn it is, where it is."""

    label: str
    state: CellState
    word: str
    day: date | None
    note: str
    turn: str
    url: str

    @property
    def title(self) -> str:
        """Whose turn it is, in a sentence's end; nothing where it is done."""
        return _("waits for %s") % self.turn if self.turn else ""


def drawn(step: StepOfYear, state: State, day: date | None, note: str, turn: Turn, url: str, on: date) -> Cell:
    """A cell with its word: late by how many days, else as its state is called; of what has no day, or none that its
    reader may know, nothing is said but that it is not done.
    """
    shown = CellState(state)
    word = due_words(day, on) if shown == CellState.LATE else str(shown.label if day or state != "coming" else NOT_YET)
    waits = "" if shown == CellState.DONE else turn.words()
    return Cell(str(step.label), shown, word, day, note, waits, url)


def cell_of(step: StepOfYear, owed: Owed, on: date) -> Cell:
    """What one school owes at a step."""
    state = step.state(is_done=owed.is_done, is_begun=owed.is_begun, due_on=owed.due_on, on=on)
    day = owed.done_on if owed.is_done else owed.due_on
    url = step.address(owed.thing) if owed.thing else ""
    return drawn(step, state, day, step.said(owed, on), Turn(owed.turn), url, on)


@lru_cache(maxsize=4096)
def said_of_all(step: StepOfYear, counted: Counted, on: date, _language: str | None) -> Said:
    """How a year stands at a step, kept by all that it follows from: on a board many years stand alike. Neither the
    place of the step nor the number of the year says anything of it.
    """
    tally = Tally(0, 0, *counted)
    note = "" if tally.is_done else step.told(tally)
    return drawn(step, step.state_of(tally, on), tally.day, note, tally.turn, "", on)[:-1]
