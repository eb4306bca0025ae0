"""Drawn shapes: the marks of the states, the few icons, and the arithmetic of the charts."""

from collections.abc import Sequence
from functools import cache, lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# Six tones, six different outlines, so that nobody needs the colour to tell them apart.
TONES = {
    "neutral": '<circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" stroke-width="2"/>',
    "info": '<path d="M8 1 15 8 8 15 1 8z"/>',
    "waiting": '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="2"/>'
    '<path d="M8 4.5V8l2.4 1.6" fill="none" stroke="currentColor" stroke-width="2"/>',
    "good": '<circle cx="8" cy="8" r="7.2"/><path class="cut" d="m4.6 8.3 2.3 2.3 4.5-4.8"/>',
    "attention": '<path d="M8 .8 15.6 14.4H.4z"/><path class="cut" d="M8 5.6v4M8 11.2v1.6"/>',
    "bad": '<path d="M5 .8h6l4.2 4.2v6L11 15.2H5L.8 11V5z"/><path class="cut" d="m5.4 5.4 5.2 5.2m0-5.2-5.2 5.2"/>',
}

ICONS = {
    "arrow": '<path d="M3 8h9M8.5 4.2 12.3 8l-3.8 3.8"/>',
    "chevron": '<path d="m4 6 4 4 4-4"/>',
    "close": '<path d="m4 4 8 8m0-8-8 8"/>',
    "mail": '<path d="M1.8 3.5h12.4v9H1.8zM2 4l6 5 6-5"/>',
    "menu": '<path d="M2 4h12M2 8h12M2 12h12"/>',
    "person": '<circle cx="8" cy="5.2" r="2.7"/><path d="M2.6 14c.4-3 2.5-4.4 5.4-4.4s5 1.4 5.4 4.4"/>',
    "plus": '<path d="M8 3v10M3 8h10"/>',
    "search": '<circle cx="7" cy="7" r="4.6"/><path d="m10.5 10.5 3.7 3.7"/>',
    "up": '<path d="M8 13V3.5M4 7l4-4 4 4"/>',
    "down": '<path d="M8 3v9.5M4 9l4 4 4-4"/>',
    "sort": '<path d="M5 13V3.5M2.5 6 5 3.5 7.5 6M11 3v9.5M8.5 10 11 12.5 13.5 10"/>',
}


def _drawn(kind: str, inside: str) -> SafeString:
    frame = f'<svg class="{kind}" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{inside}</svg>'
    return mark_safe(frame)  # noqa: S308 - only from the tables above


@cache
def tone_shape(tone: str) -> SafeString:
    """The mark of a tone; an unknown tone is a mistake in the page and says so."""
    if tone not in TONES:
        raise ValueError(f"{tone!r} is not a tone: use one of {', '.join(TONES)}.")
    return _drawn("shape", TONES[tone])


@lru_cache(maxsize=512)
def status_mark(tone: str, word: str) -> SafeString:
    """A state in a word and a shape. Written without a template, and kept once made, because lists show many."""
    return format_html('<span class="status tone-{}">{}{}</span>', tone, tone_shape(tone), word)


@cache
def icon_shape(name: str) -> SafeString:
    """A line icon that only decorates the word beside it."""
    return _drawn("icon", ICONS[name])


@cache
def brand_shape(size: int = 32) -> SafeString:
    """The product's mark: eight schools round a shared centre, one of them speaking up."""
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="2.6"{_spark(n)}/>' for n, (x, y) in enumerate(_RING))
    return format_html(
        '<svg class="brand-mark" width="{0}" height="{0}" viewBox="0 0 32 32" aria-hidden="true" focusable="false">{1}'
        '<circle cx="16" cy="16" r="5.4" fill="none" stroke="currentColor" stroke-width="2.6"/></svg>',
        size,
        mark_safe(dots),  # noqa: S308 - numbers only
    )


_RING = [(16, 3.6), (24.8, 7.2), (28.4, 16), (24.8, 24.8), (16, 28.4), (7.2, 24.8), (3.6, 16), (7.2, 7.2)]


def _spark(position: int) -> str:
    return ' class="spark"' if position == 1 else ""


def line_path(values: Sequence[float], *, width: int = 100, height: int = 40, from_zero: bool = True) -> str:
    """The path of a line through evenly spaced values; the caller's view box is 0 0 width height."""
    top = max([*values, 0]) if from_zero else max(values)
    floor = min([*values, 0]) if from_zero else min(values)
    span = (top - floor) or 1
    step = width / max(len(values) - 1, 1)
    points = [f"{n * step:.1f} {height - (value - floor) / span * height:.1f}" for n, value in enumerate(values)]
    return "M" + "L".join(points)


def dots_path(values: Sequence[float], *, width: int = 100, height: int = 40) -> str:
    """Strokes of no length at the same points: round caps draw them as dots that a stretched box leaves round."""
    return line_path(values, width=width, height=height).replace("L", "h0M") + "h0"


def shares(values: Sequence[float]) -> list[float]:
    """Each value as a percentage of the greatest, for the length of a bar."""
    top = max([*values, 0]) or 1
    return [round(max(value, 0) / top * 100, 1) for value in values]
