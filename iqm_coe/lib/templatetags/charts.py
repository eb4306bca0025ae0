"""Components that draw figures: each is text first, a drawing second, and has its table."""

from collections.abc import Sequence

from django import template

from iqm_coe.lib.templatetags.shapes import dots_path, line_path, shares
from iqm_coe.lib.templatetags.words import read

register = template.Library()


def _bars(rows: Sequence[object]) -> list[dict[str, object]]:
    lengths = shares([read(row, "value") for row in rows])
    return [
        {
            "label": read(row, "label"),
            "value": read(row, "value"),
            "text": read(row, "text", ""),
            "url": read(row, "url", ""),
            "length": f"{length:g}",
            "inset": f"{(100 - length) / 2:g}",
        }
        for row, length in zip(rows, lengths, strict=True)
    ]


@register.inclusion_tag("components/stat_tile.html")
def stat_tile(
    *,
    label: str,
    value: object,
    hint: str = "",
    url: str = "",
    tone: str = "",
    points: Sequence[float] | None = None,
    points_label: str = "",
) -> dict[str, object]:
    """One figure with its name; `points` draws a sparkline, which `points_label` puts into words."""
    path = line_path(points, height=24, from_zero=False) if points and len(points) > 1 else ""
    return {
        "label": label,
        "value": value,
        "hint": hint,
        "url": url,
        "tone": tone,
        "path": path,
        "points_label": points_label,
    }


@register.inclusion_tag("components/chart_bar.html")
def chart_bar(
    *, title: str, rows: Sequence[object], label_heading: str, value_heading: str, summary: str = ""
) -> dict[str, object]:
    """Horizontal bars. rows: label, value, and text (the value in words) or url where wanted."""
    return {
        "title": title,
        "rows": _bars(rows),
        "label_heading": label_heading,
        "value_heading": value_heading,
        "summary": summary,
    }


@register.inclusion_tag("components/chart_line.html")
def chart_line(
    *, title: str, points: Sequence[object], label_heading: str, value_heading: str, summary: str = ""
) -> dict[str, object]:
    """A line over time. points: label, value, and text where wanted; two at least."""
    values = [read(point, "value") for point in points]
    return {
        "title": title,
        "rows": _bars(points),
        "line": line_path(values) if values else "",
        "dots": dots_path(values) if values else "",
        "area": f"{line_path(values)}L100 40L0 40z" if values else "",
        "greatest": max(values, default=0),
        "label_heading": label_heading,
        "value_heading": value_heading,
        "summary": summary,
    }


@register.inclusion_tag("components/funnel.html")
def funnel(
    *, title: str, steps: Sequence[object], label_heading: str, value_heading: str, summary: str = ""
) -> dict[str, object]:
    """How many are left at each step. steps: label, value, and url where wanted."""
    return {
        "title": title,
        "rows": _bars(steps),
        "label_heading": label_heading,
        "value_heading": value_heading,
        "summary": summary,
    }
