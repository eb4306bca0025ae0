"""The components of the design language: each function's signature declares the properties its tag takes.

Properties are keyword-only, and an unknown one is refused when the template is compiled. Items of a list may be
dictionaries or objects; the docstring names the attributes that are read. The gallery page shows every component.
"""

from collections.abc import Collection, Sequence
from datetime import date

from django import template
from django.forms import BaseForm
from django.template import Context
from django.template.defaulttags import CsrfTokenNode
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from iqm_coe.lib.templatetags import charts, labels, lists, words
from iqm_coe.lib.templatetags.drawings import drawn_tasks, drawn_year
from iqm_coe.lib.templatetags.shapes import brand_shape, icon_shape, status_mark, tone_shape
from iqm_coe.lib.templatetags.words import due_tone, due_words, read
from iqm_coe.lib.templatetags.work_lines import Lines

register = template.Library()
register.filters.update(words.register.filters)
register.tags.update(charts.register.tags)
register.tags.update(labels.register.tags)
register.tags.update(lists.register.tags)


@register.simple_tag
def status(*, of: object = None, tone: str = "neutral", word: object = "") -> SafeString:
    """Every state of the product in a word and a shape; `of` is anything with .tone and .label.

    Written without a template, and kept once made, because lists show many.
    """
    tone, word = (read(of, "tone"), read(of, "label")) if of else (tone, word)
    return status_mark(tone, str(word))


@register.simple_tag
def due(*, on: date | None, today: date, done: bool = False) -> SafeString | str:
    """A due date as a status: late, near or far; nothing where there is none or the thing is done.

    Every page has London's `today`; a panel, a mail or a document brings the day it is told for.
    """
    if not on or done:
        return ""
    return status(tone=due_tone(on, today), word=due_words(on, today))


@register.inclusion_tag("components/cut_short.html")
def cut_short(*, shown: int, of: int, url: str = "") -> dict[str, object]:
    """Below a list that shows its first rows alone: how many of how many, and the way to all. Nothing where all are
    there.
    """
    return {"shown": shown, "of": of, "url": url}


@register.simple_tag
def icon(*, name: str) -> SafeString:
    """A line icon that decorates the word beside it."""
    return icon_shape(name)


@register.simple_tag
def shape(*, tone: str) -> SafeString:
    """The mark of a tone alone; the word must stand beside it."""
    return tone_shape(tone)


@register.simple_tag
def brand_mark(*, size: int = 32) -> SafeString:
    """The product's own mark."""
    return brand_shape(size)


@register.simple_tag
def trail(*labels_and_urls: str) -> list[tuple[str, str]]:
    """Pairs for a breadcrumb: `{% trail "Schools" list_url school.name "" as crumbs %}`."""
    return list(zip(labels_and_urls[::2], labels_and_urls[1::2], strict=True))


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(*, trail: Sequence[tuple[str, str]]) -> dict[str, object]:
    """The way back up; the page itself is not part of it."""
    return {"trail": trail}


@register.simple_tag
def header_action(label: object, url: str, *, may: object = True) -> tuple[object, str] | None:
    """A page's one primary action, for those who may: `{% header_action log log_url may=page.can_log as primary %}`."""
    return (label, url) if may else None


@register.inclusion_tag("components/page_header.html")
def page_header(
    *,
    title: object,
    lead: object = "",
    eyebrow: object = "",
    trail: Sequence[tuple[str, str]] | None = None,
    action: tuple[object, str] | None = None,
    status: object = None,
) -> dict[str, object]:
    """The head of a page: where it stands, its one primary action. `status` has .tone and .label."""
    label, url = action or ("", "")
    return {
        "title": title,
        "lead": lead,
        "eyebrow": eyebrow,
        "trail": trail or [],
        "action_label": label,
        "action_url": url,
        "status": status,
    }


@register.simple_tag
def year_line(*, steps: Sequence[object], label: object, today: date | None = None) -> SafeString:
    """The year as a line. steps: label, state (done, now, due, late or coming), on, and url or note where wanted.
    `today` gets a mark of its own before the first step whose day is still to come, on days that the line covers.
    """
    return drawn_year(steps, label, today)


@register.simple_tag
def task_list(
    *,
    items: Sequence[object],
    title: object = "",
    numbered: bool = False,
    progress: bool = True,
    counted: object = "",
) -> SafeString:
    """Things to do, in order. items: label, status (tone, label), and url, hint or done where wanted.

    Without `done` an item counts as done when the tone of its status is good; `counted` says what it is
    then, where it is not done. No url: it cannot be started yet.
    """
    return drawn_tasks(items, title=title, numbered=numbered, progress=progress, counted=counted)


@register.simple_tag(takes_context=True)
def work_list(
    context: Context,
    *,
    lines: Sequence[object],
    today: date | None = None,
    ticks: bool = False,
    group: str = "",
    ticked: Collection[str] = (),
) -> SafeString:
    """What waits for a person. lines: reason, url, action, since, and due_on, waiting, context, owner or nudge where
    wanted; `ticks` where lines can be given to a colleague, `ticked` those that are.
    """
    return Lines(lines, today, ticks, group, ticked, CsrfTokenNode().render(context)).drawn()


@register.inclusion_tag("components/summary_list.html")
def summary_list(*, rows: Sequence[object], title: object = "") -> dict[str, object]:
    """Facts and where to change them. rows: key, value, and url, action or hint where wanted."""
    return {"rows": rows, "title": title}


@register.inclusion_tag("components/side_by_side.html")
def side_by_side(*, columns: Sequence[object]) -> dict[str, object]:
    """Two or three texts to compare. columns: title, text, and note, status, empty or is_now where wanted."""
    return {"columns": columns}


LINES_OF_A_TIMELINE = 25


@register.inclusion_tag("components/timeline.html")
def timeline(*, events: Sequence[object], empty_text: object = "") -> dict[str, object]:
    """What happened, newest first, the older folded away. events: at, what, and by, why, tone or url where wanted."""
    shown, earlier = events[:LINES_OF_A_TIMELINE], events[LINES_OF_A_TIMELINE:]
    return {"shown": shown, "earlier": earlier, "empty_text": empty_text}


@register.inclusion_tag("components/comment_thread.html")
def comment_thread(*, comments: Sequence[object], empty_text: object = "") -> dict[str, object]:
    """A conversation, oldest first. comments: by, at, text, and role, is_mine or seen_by where wanted."""
    return {"comments": comments, "empty_text": empty_text}


@register.inclusion_tag("components/empty_state.html")
def empty_state(
    *, title: object, text: object = "", action_label: object = "", action_url: str = ""
) -> dict[str, object]:
    """Nothing here, and what to do next."""
    return {"title": title, "text": text, "action_label": action_label, "action_url": action_url}


@register.simple_block_tag
def consequence(
    content: SafeString, *, title: object = "", points: Sequence[object] = (), mails: Sequence[object] = ()
) -> SafeString:
    """What a confirm page says before its button. mails: to, subject, and body where wanted; where the
    page has several buttons, `by` is the words of the one with which it goes.
    """
    props = {"content": content, "title": title, "points": points, "mails": mails}
    return render_to_string("components/consequence.html", props)


@register.simple_block_tag
def banner(
    content: SafeString, *, title: object, tone: str = "info", action_label: object = "", action_url: str = ""
) -> SafeString:
    """Something about the whole page that must not be missed: at risk, in grace, read only."""
    props = {"content": content, "title": title, "tone": tone, "action_label": action_label, "action_url": action_url}
    return render_to_string("components/banner.html", props)


@register.simple_block_tag
def panel(
    content: SafeString,
    *,
    title: object = "",
    level: int = 2,
    action_label: object = "",
    action_url: str = "",
    action_if: bool = True,
) -> SafeString:
    """A part of a page with its own heading and at most one small action, for those whom `action_if` allows it."""
    action_label = action_label if action_if else ""
    props = {"content": content, "title": title, "level": level, "action_label": action_label, "action_url": action_url}
    return render_to_string("components/panel.html", props)


@register.inclusion_tag("components/toast.html")
def toast(*, text: object, tone: str = "good", undo_url: str = "", undo_label: object = "") -> dict[str, object]:
    """What just happened, with the way back where there is one; undoing is always a post."""
    return {"text": text, "tone": tone, "undo_url": undo_url, "undo_label": undo_label}


@register.inclusion_tag("components/progress.html")
def progress(
    *,
    label: object,
    done: int,
    total: int,
    note: object = "",
    failed: object = "",
) -> dict[str, object]:
    """How far something is; `failed` says why it went no further."""
    return {
        "label": label,
        "done": done,
        "total": total,
        "length": f"{min(done, total) / total * 100:g}" if total else "0",
        "note": note,
        "failed": failed,
    }


@register.inclusion_tag("components/key_dates.html")
def key_dates(*, dates: Sequence[object], title: object = "", today: date | None = None) -> dict[str, object]:
    """Dates that matter. dates: label, on, and note, done or url where wanted."""
    return {"dates": dates, "title": title, "today": today}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*, form: BaseForm) -> dict[str, object]:
    """Everything wrong with a form, each linked to its field. Crispy forms show it by themselves."""
    kinds = {getattr(field.widget, "input_type", "") for field in form.fields.values()}
    return {"form": form, "leaves_out": bool(kinds & {"password", "file"})}
