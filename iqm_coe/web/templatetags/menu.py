"""The menu of every page, joined here: it stands twice in each, and has some ten entries."""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from iqm_coe.web.navigation import NavItem

register = template.Library()


@register.simple_tag
def menu_entries(nav: Iterable[NavItem]) -> SafeString:
    """Each as an item of a list, with what waits there."""
    return mark_safe("\n".join(map(_entry, nav)))  # noqa: S308 - all that is said is escaped


@register.simple_tag
def menu_counts(nav: Iterable[NavItem]) -> SafeString:
    """What waits anywhere, for the menu that is folded."""
    return mark_safe("".join(map(_count, nav)))  # noqa: S308 - numbers only


def _entry(item: NavItem) -> str:
    here = ' aria-current="page"' if item.is_current else ""
    return f'<li>\n<a href="{escape(item.url)}"{here}>{escape(item.label)}{_count(item)}</a>\n</li>'


def _count(item: NavItem) -> str:
    if not item.count:
        return ""
    return f'<span class="count">{item.count}<span class="visually-hidden"> {escape(_("waiting"))}</span></span>'
