"""Days counted from a day, as an administrator types them: “-7, 0, 7” is a week before, the day itself, a week on."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.utils.translation import ngettext

from iqm_coe.lib.conf import Part, Setting
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.templatetags.words import long_date

FARTHEST = 730  # days
MOST = 20
MINUS = str.maketrans({"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", "\N{NON-BREAKING HYPHEN}": "-", "\N{HYPHEN}": "-"})
STEP = re.compile(r"[-+]?[0-9]{1,4}", re.ASCII)


def read_step(part: str) -> int | None:
    """One number of days; None where it is none, or too far away to mean anything."""
    typed = part.strip().translate(MINUS)
    if not STEP.fullmatch(typed):
        return None
    return int(typed) if abs(int(typed)) <= FARTHEST else None


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]


def cleaned(text: str) -> str:
    """What was typed as it is kept: in order, each once. Raises Refused, naming the part that is no number of days."""
    parts = _parts(text)
    for part in parts:
        if read_step(part) is None:
            words = _(
                "“%(part)s” is no number of days. Give whole numbers from -%(most)d to %(most)d with commas between."
            )
            raise Refused(words % {"part": part, "most": FARTHEST})
    steps = sorted({step for part in parts if (step := read_step(part)) is not None})
    if not 1 <= len(steps) <= MOST:
        raise Refused(_("Give from one to %d days, such as -7, 0, 7.") % MOST)
    return ", ".join(map(str, steps))


def steps_of(text: str) -> tuple[list[int], list[str]]:
    """The days in order, and what in the text is none: a value from before it was checked stops its own part alone."""
    read = [(part, read_step(part)) for part in _parts(text)]
    return sorted({step for _part, step in read if step is not None}), [part for part, step in read if step is None]


def in_words(step: int) -> str:
    """A number of days from a day, as people say it."""
    if step == 0:
        return _("on the day itself")
    before, after = ngettext("%d day before", "%d days before", -step), ngettext("%d day after", "%d days after", step)
    return (before if step < 0 else after) % abs(step)


def days_given(steps: Iterable[int], due_on: date) -> list[str]:
    """The days that they are of a thing that is due on this day."""
    return [f"{long_date(due_on + timedelta(days=step))}, {in_words(step)}" for step in steps]


def _preview(text: str, on: date) -> list[str]:
    return days_given(steps_of(text)[0], on)


def days_setting(name: str, default: str, words: str | Promise) -> Setting[str]:
    """A setting of such days: checked when it is saved, and shown with the days that it gives."""
    return Setting(
        name,
        default,
        words,
        unit=_later("days, minus is before"),
        clean=cleaned,
        preview=_preview,
        part=Part.REMINDERS,
    )
