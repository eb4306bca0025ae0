"""The label of a table's cell, which phones show beside the value; lists hold many, so it is made once a language."""

from django import template
from django.template import Context
from django.template.base import FilterExpression, Parser, Token
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


class LabelNode(template.Node):
    """Renders ` data-label="…"`; the words must be a constant."""

    def __init__(self, words: FilterExpression) -> None:
        self.words = words
        self.made: dict[str | None, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        language = get_language()
        if language not in self.made:
            self.made[language] = format_html(' data-label="{}"', self.words.resolve(context))
        return self.made[language]


@register.tag
def label(parser: Parser, token: Token) -> LabelNode:
    """`<td{% label _("Town") %}>`"""
    _name, words = token.split_contents()
    return LabelNode(parser.compile_filter(words))
