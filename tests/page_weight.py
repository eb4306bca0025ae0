"""What a page makes a browser fetch."""

import re
from typing import Any


def first_visit_files(html: str, finders: Any) -> list[str]:
    """The style sheets, scripts with their modules, icons and preloaded fonts that a page names, as files."""
    addresses = set(re.findall(r'(?:href|src)="/static/([^"]+)"', html))
    return [found for address in sorted(addresses) if (found := finders.find(address))]
