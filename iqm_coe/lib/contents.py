"""The contents of a document, made from those of its headings that can be pointed to."""

import re
from html import unescape

from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

HERE = "<!-- contents -->"
HEADING = re.compile(r'<h([23]) id="([^"]+)">(.*?)</h\1>', re.DOTALL)


def with_contents(page: str) -> str:
    """The page with its contents where it asks for them: upper headings, and the lower ones below each."""
    return page.replace(HERE, _contents(page)) if HERE in page else page


def _contents(page: str) -> SafeString:
    entries: list[tuple[SafeString, list[SafeString]]] = []
    for level, name, words in HEADING.findall(page):
        link = format_html('<a href="#{}">{}</a>', name, " ".join(unescape(strip_tags(words)).split()))
        if level == "2" or not entries:
            entries.append((link, []))
        else:
            entries[-1][1].append(link)
    items = format_html_join("", "<li>{}{}</li>", ((link, _list(below)) for link, below in entries))
    return format_html('<nav class="contents"><h2>{}</h2><ol>{}</ol></nav>', _("Contents"), items)


def _list(links: list[SafeString]) -> SafeString:
    items = format_html_join("", "<li>{}</li>", ((link,) for link in links))
    return format_html("<ol>{}</ol>", items) if items else items
