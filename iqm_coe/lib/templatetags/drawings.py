"""Components of which pages show many parts, joined here: loops and choices of a template take longer than the rest."""

from collections.abc import Sequence
from datetime import date
from html import escape

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from iqm_coe.lib.templatetags.shapes import status_mark, tone_shape
from iqm_coe.lib.templatetags.words import read, short_date
from iqm_coe.lib.year_steps import NOT_YET

TONES = {"done": "good", "now": "info", "due": "attention", "late": "bad", "coming": "neutral"}
AS_CURRENT = ' aria-current="step"'


def drawn_year(steps: Sequence[object], label: object, today: date | None) -> SafeString:
    """The year as a line; today stands before the first step whose day is still to come."""
    states = [read(step, "state") for step in steps]
    current = next((place for place, state in enumerate(states) if state in ("late", "due", "now")), None)
    drawn = [_step(step, is_current=place == current) for place, step in enumerate(steps)]
    ahead = _first_ahead([read(step, "on") for step in steps], today)
    if today is not None and ahead is not None:
        drawn.insert(ahead, _today(today))
    line = f'<ol class="year-line" aria-label="{_text(label)}">'
    inside = "\n".join(drawn)
    frame = f'<div class="year-frame">\n{line}\n{inside}\n</ol>\n</div>'
    return mark_safe(frame)  # noqa: S308 - all that is said is escaped


def _first_ahead(days: Sequence[date | None], today: date | None) -> int | None:
    """The place of the first day after today; nothing before the first day of all, nor on the last one or later."""
    if today is None or not any(day and day <= today for day in days):
        return None
    last = next((day for day in reversed(days) if day), None)
    if last is None or last <= today:
        return None
    return next(place for place, day in enumerate(days) if day and day > today)


def _step(step: object, *, is_current: bool) -> str:
    state, on, url, note = read(step, "state"), read(step, "on"), read(step, "url", ""), read(step, "note", "")
    tone = TONES[state]
    words = [
        _labelled("year-label", read(step, "label"), url),
        f'<span class="year-state"> {_state(state, on)} </span>',
    ]
    if on:
        words.append(_day(on))
    if note:
        words.append(f'<span class="year-note">{_text(note)}</span>')
    mark = f'<span class="year-mark tone-{tone}">{tone_shape(tone)}</span>'
    return f'<li class="year-step is-{state}"{AS_CURRENT if is_current else ""}>\n{mark}\n{_words(words)}\n</li>'


def _today(today: date) -> str:
    words = [f'<span class="year-label">{_("Today")}</span>', _day(today)]
    mark = '<span class="year-now" aria-hidden="true"></span>'
    return f'<li class="year-step year-today" aria-current="date">\n{mark}\n{_words(words)}\n</li>'


def _words(words: Sequence[str]) -> str:
    inside = "\n".join(words)
    return f'<span class="year-words">\n{inside}\n</span>'


def _state(state: str, day: object) -> str:
    match state:
        case "done":
            return _("Done")
        case "late":
            return _("Late")
        case "now":
            return _("Now")
        case "due":
            return _("Due")
    return _("Coming") if day else str(NOT_YET)


def _day(day: date) -> str:
    return f'<time class="year-date" datetime="{day:%Y-%m-%d}">{short_date(day)}</time>'


def drawn_tasks(
    items: Sequence[object], *, title: object, numbered: bool, progress: bool, counted: object = ""
) -> SafeString:
    """Things to do; without `done` one counts as done when the tone of its status is good, or `counted`."""
    kind, look = ("ol", " is-numbered") if numbered else ("ul", "")
    head = f"<h2>{_text(title)}</h2>\n" if title else ""
    if progress:
        head += f'<p class="task-progress">\n{_done(items, counted)}\n</p>\n'
    head = f'<div class="task-list-head">\n{head}</div>\n' if head else ""
    inside = "\n".join(map(_task, items))
    tasks = f'<{kind} class="task-list{look}">\n{inside}\n</{kind}>'
    frame = f'<section class="task-list-frame">\n{head}{tasks}\n</section>'
    return mark_safe(frame)  # noqa: S308 - all that is said is escaped


def _done(items: Sequence[object], counted: object) -> str:
    done = sum(bool(read(item, "done", read(read(item, "status"), "tone") == "good")) for item in items)
    words = _("<strong>%(done)s of %(total)s</strong> %(counted)s")
    return words % {"done": done, "total": len(items), "counted": _text(counted or _("done"))}


def _task(item: object) -> str:
    url, hint, of = read(item, "url", ""), read(item, "hint", ""), read(item, "status", None)
    label = _labelled("task-label", read(item, "label"), url)
    said = f'<p class="task-hint">{_text(hint)}</p>' if hint else ""
    mark = status_mark(read(of, "tone"), str(read(of, "label"))) if of else ""
    link = " is-link" if url else ""
    return f'<li class="task{link}">\n<div class="task-words">\n{label}\n{said}</div>\n{mark}\n</li>'


def _labelled(look: str, words: object, url: str) -> str:
    """A link where there is one."""
    if url:
        return f'<a class="{look}" href="{escape(url)}">{_text(words)}</a>'
    return f'<span class="{look}">{_text(words)}</span>'


def _text(words: object) -> str:
    return conditional_escape(str(words))
