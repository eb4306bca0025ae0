"""Static files under names that follow from what is in them, the modules of our scripts among them."""

import posixpath
import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORTED = re.compile(r"""^(?:import|export|\})\s*(?:[^"';]*\sfrom\s*)?["'](\.[^"']+)["']""", re.MULTILINE)


class ModulesStorage(CompressedManifestStaticFilesStorage):
    """A module imports others by their hashed names too, so that no browser mixes an old one with a new one."""

    support_js_module_import_aggregation = True


@cache
def imported_modules(entry: str) -> tuple[str, ...]:
    """Every module that this one imports, by itself or through others, in the order of their first being named."""
    found = [entry]
    for path in found:  # grows meanwhile
        found += [one for one in _named_in(path) if one not in found]
    return tuple(found[1:])


def _named_in(path: str) -> list[str]:
    file = finders.find(path)
    source = Path(file).read_text(encoding="utf-8") if file else ""
    named = IMPORTED.findall(source)
    return list(dict.fromkeys(posixpath.normpath(posixpath.join(posixpath.dirname(path), one)) for one in named))
