"""Tags that say the same on each page: Django's own, but for what can be worked out once.

A page has some thirty fixed words and twenty addresses in its frame alone; to look them up anew was a quarter of what
a small page costs. Whatever is not fixed, words with a filter for one, is left to Django.
"""

from functools import lru_cache

from django import template
from django.conf import settings
from django.template import Context, Engine, Template
from django.template.base import FilterExpression, Node, Parser, TextNode, Token, Variable
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as djangos_url
from django.template.loader_tags import IncludeNode, do_include
from django.templatetags.i18n import TranslateNode, do_translate
from django.templatetags.static import StaticNode, do_static, static
from django.urls import NoReverseMatch
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from iqm_coe.lib.addresses import address

register = template.Library()


class NamedNode(Node):
    """Words or an address that never change, under a name: `{% translate "Save" as save %}`."""

    child_nodelists = ()

    def __init__(self, name: str, value: str) -> None:
        self.name, self.value = name, value

    def render(self, context: Context) -> SafeString:
        context[self.name] = self.value
        return SafeString("")


class AddressNode(Node):
    """`{% url "membership:centre" centre.pk %}`, by the addresses that are kept."""

    child_nodelists = ()

    def __init__(self, name: str, of: list[FilterExpression], asvar: str | None) -> None:
        self.name, self.of, self.asvar = name, of, asvar

    def render(self, context: Context) -> str:
        try:
            found = address(self.name, *[one.resolve(context) for one in self.of])
        except NoReverseMatch:
            if self.asvar is None:
                raise
            found = ""
        if self.asvar is not None:
            context[self.asvar] = found
            return ""
        return conditional_escape(found) if context.autoescape else found


class FileNode(Node):
    """`{% static "css/theme.css" %}`, by the files that are kept."""

    child_nodelists = ()

    def __init__(self, path: str) -> None:
        self.path = path

    def render(self, context: Context) -> str:
        found = file_address(self.path)
        return conditional_escape(found) if context.autoescape else found


def file_address(path: str) -> str:
    """As `static` gives it, for as long as files are served from the same place."""
    return _file(settings.STORAGES["staticfiles"]["BACKEND"], settings.STATIC_URL, path)


@lru_cache(maxsize=256)
def _file(_storage: str, _below: str, path: str) -> str:
    return static(path)


def _fixed(said: FilterExpression) -> str | None:
    """The text that stands there, where it is one and no filter changes it."""
    what = said.var.literal if isinstance(said.var, Variable) else said.var
    return what if isinstance(what, str) and not said.filters else None


class PartNode(IncludeNode):
    """`{% include "layouts/_brand.html" %}`: which template that is never changes, but while somebody writes it."""

    found: Template | None = None

    def render(self, context: Context) -> SafeString:
        part = self.found
        if part is None:
            engine = context.template.engine if context.template else Engine.get_default()
            part = engine.get_template(self.template.var)
            self.found = None if settings.DEBUG else part
        given = {name: said.resolve(context) for name, said in self.extra_context.items()}
        if self.isolated_context:
            return part.render(context.new(given))
        with context.push(**given):
            return part.render(context)


@register.tag
def translate(parser: Parser, token: Token) -> Node:
    """As Django's. Where nothing is translated its words are a part of the template."""
    said: TranslateNode = do_translate(parser, token)
    if settings.USE_I18N or said.message_context or _fixed(said.filter_expression) is None:
        return said
    name, said.asvar = said.asvar, None
    words = said.render(Context())
    return NamedNode(name, words) if name else TextNode(words)


@register.tag
def url(parser: Parser, token: Token) -> Node:
    """As Django's, but for names in an address, which none of ours has."""
    said: URLNode = djangos_url(parser, token)
    name = _fixed(said.view_name)
    return said if name is None or said.kwargs else AddressNode(name, said.args, said.asvar)


@register.tag("static")
def static_file(parser: Parser, token: Token) -> Node:
    """As Django's."""
    said: StaticNode = do_static(parser, token)
    path = _fixed(said.path)
    return said if path is None or said.varname else FileNode(path)


@register.tag
def include(parser: Parser, token: Token) -> Node:
    """As Django's."""
    said: IncludeNode = do_include(parser, token)
    if _fixed(said.template) is None:
        return said
    return PartNode(said.template, extra_context=said.extra_context, isolated_context=said.isolated_context)
