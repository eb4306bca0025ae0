"""The lines of What needs me, joined here: a page shows very many, and a template takes longer than all the rest."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from urllib.parse import urlencode

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from iqm_coe.lib.addresses import address
from iqm_coe.lib.templatetags.shapes import status_mark
from iqm_coe.lib.templatetags.words import (
    age_on,
    age_with_others,
    due_tone,
    due_words,
    last_day,
    long_date,
    read,
    short_date,
)
from iqm_coe.lib.worklist import FROM_WORK

OTHERS = "others"  # the group of what waits for somebody else
PREVIEW, PREVIEW_OF_OTHERS = "preview", "preview-others"  # one line by itself, with what one looks at before


@dataclass(frozen=True)
class Lines:
    """Lines of one group, as one person reads them on one day."""

    lines: Sequence[object]
    today: date | None
    ticks: bool  # lines can be given to a colleague
    group: str
    ticked: Collection[str]  # by their keys
    token: str  # of its forms

    def drawn(self) -> SafeString:
        inside = "\n".join(map(self._line, self.lines))
        drawn = f'<ul class="work-list">\n{inside}\n</ul>'
        return mark_safe(drawn)  # noqa: S308 - all that is said is escaped

    def _line(self, line: object) -> str:
        reason = _text(read(line, "reason"))
        of_it = f'<span class="visually-hidden">: {reason}</span>'
        inside = "\n".join(
            [*self._tick(line, reason), self._words(line, reason), *self._forms(line, of_it), self._action(line, of_it)]
        )
        return f'<li class="work">\n{inside}\n</li>'

    def _tick(self, line: object, reason: str) -> Iterator[str]:
        if self.ticks and read(line, "is_shared") and self.group != OTHERS:
            key = escape(read(line, "key"))
            ticked = " checked" if read(line, "key") in self.ticked else ""
            box = f'<input class="form-check-input" type="checkbox" name="line" value="{key}" form="give"{ticked}>'
            yield f'<label class="work-tick">{box}<span class="visually-hidden">{reason}</span></label>'

    def _words(self, line: object, reason: str) -> str:
        context = read(line, "context")
        beside = ""
        if context and str(context) not in str(read(line, "reason")):
            beside = f'<p class="work-context">{_text(context)}</p>\n'
        facts = "\n".join(self._facts(line))
        heading = f'<p class="work-reason">{self._looked_at(line, reason)}</p>'
        said = f'{heading}\n{beside}<p class="work-facts">\n{facts}\n</p>'
        return f'<div class="work-words">\n{said}\n</div>'

    def _looked_at(self, line: object, reason: str) -> str:
        """For the office it leads to what one looks at before; what is about no Centre and no school has nothing."""
        if not self.ticks or not read(line, "of"):
            return reason
        query = escape(urlencode({"line": read(line, "key")}))
        return f'<a class="work-look" href="{address("home:preview")}?{query}">{reason}</a>'

    def _facts(self, line: object) -> Iterator[str]:
        due_on, since, owner = read(line, "due_on"), read(line, "since"), read(line, "owner")
        if due_on and self.today:
            yield status_mark(due_tone(due_on, self.today), due_words(due_on, self.today))
            yield f"<span>{long_date(due_on)}</span>"
        if since and self.today and not self._is_of_today(since, due_on):
            is_with_others = self.group in {OTHERS, PREVIEW_OF_OTHERS} or (owner and not owner.is_reader)
            age = age_with_others if is_with_others else age_on
            yield f"<span>{age(since, self.today)}</span>"
        if told := read(line, "told"):
            yield _said(str(told))
        if reminded := read(line, "reminded"):
            yield _said(_("Reminded today by %(who)s") % {"who": reminded})
        elif reminded_on := read(line, "reminded_on"):
            yield _said(_("Reminded on %s") % short_date(reminded_on))
        if owner:
            yield _said(owner.words)
        elif waiting := read(line, "waiting"):
            yield _said(_("%(who)s waits for this") % {"who": waiting})

    def _is_of_today(self, since: datetime, due_on: date | None) -> bool:
        """What came today and is of today has no age."""
        return due_on == self.today == last_day(since)

    def _forms(self, line: object, of_it: str) -> Iterator[str]:
        nudge, owner = read(line, "nudge"), read(line, "owner")
        if nudge:
            act, row = nudge
            fields = _hidden("act", act) + _hidden("row", row) + _hidden("query", FROM_WORK)
            yield self._form("lists:choose", fields, "btn-secondary", _("Remind") + of_it)
        if owner and read(line, "is_shared") and (owner.is_reader or owner.reader_gave_it):
            words = _("Give it up") if owner.is_reader else _("Take it back")
            fields = _hidden("line", read(line, "key")) + _hidden("let_go", "1")
            yield self._form("home:give", fields, "btn-link", words + of_it)

    def _form(self, to: str, fields: str, look: str, words: str) -> str:
        inside = f'{self.token}\n{fields}\n<button type="submit" class="btn {look}">{words}</button>'
        return f'<form method="post" action="{address(to)}">\n{inside}\n</form>'

    def _action(self, line: object, of_it: str) -> str:
        looks = {OTHERS: "btn-link", PREVIEW: "btn-primary", PREVIEW_OF_OTHERS: "btn-primary"}
        look = looks.get(self.group, "btn-secondary work-action")
        url, action = escape(read(line, "url")), _text(read(line, "action"))
        return f'<a class="btn {look}" href="{url}">{action}{of_it}</a>'


def _hidden(name: str, value: object) -> str:
    return f'<input type="hidden" name="{name}" value="{escape(str(value))}">'


def _said(words: str) -> str:
    return f"<span>{_text(words)}</span>"


def _text(words: object) -> str:
    return conditional_escape(str(words))
