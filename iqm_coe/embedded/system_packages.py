"""What Debian brings and pip cannot: libraries, a font, a browser; installed where we may, named where we may not."""

import ctypes
import os
import shutil
from pathlib import Path

from iqm_coe.embedded.days import faketime
from iqm_coe.embedded.logbook import LOG, NotReadyError, last_lines, logged, say

LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
FONTS = "fonts-dejavu-core"
# Schools of the programme have families of every script; without these their names print as numbers.
SCRIPTS = {
    "NotoSans-Regular.ttf": "fonts-noto-core",
    "NotoSansCJK-Regular.ttc": "fonts-noto-cjk",
    "NotoColorEmoji.ttf": "fonts-noto-color-emoji",
}
FONT_PLACES = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
NODES_LIBRARY, NODES_PACKAGE = "libatomic.so.1", "libatomic1"  # of the Node that playwright brings
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def provide(needed: list[str], wished: list[str]) -> None:
    """Install them where we may; else say the one line that an administrator types for what is needed."""
    if os.geteuid() == 0 and shutil.which("apt-get") and needed + wished:
        left = apt_install(needed, wished)
        if left:
            raise NotReadyError(f"apt-get cannot install {' '.join(left)}. The end of {LOG}:\n{last_lines()}")
    elif needed:
        raise NotReadyError(administrators_line(needed + wished))
    elif scripts := [package for package in wished if package in SCRIPTS.values()]:
        say(f"Fonts for every script are wished for: documents show numbers instead. {administrators_line(scripts)}")


def wished_for_documents() -> list[str]:
    """Without these, names in some scripts, and emoji, are printed as numbers."""
    places = [Path(place).expanduser() for place in FONT_PLACES]
    there = {name for place in places for _, _, names in os.walk(place) for name in names}
    return [package for file, package in SCRIPTS.items() if file not in there]


def missing() -> list[str]:
    """Debian's names for what the documents lack on this machine."""
    found = [package for library, package in LIBRARIES.items() if not loads(library)]
    if not any(has_fonts(Path(place).expanduser()) for place in FONT_PLACES):
        found.append(FONTS)
    return found


def wished_for_tests() -> list[str]:
    """Without these some tests are left out."""
    wished = (("chromium", browser()), ("libfaketime", faketime()), (NODES_PACKAGE, loads(NODES_LIBRARY)))
    return [name for name, found in wished if not found]


def loads(library: str) -> bool:
    """Whether the system's loader finds a shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_fonts(place: Path) -> bool:
    """Whether any font lies in or under a directory."""
    suffixes = {".ttf", ".otf", ".ttc", ".pfb"}
    return any(Path(name).suffix in suffixes for _, _, names in os.walk(place) for name in names)


def browser() -> str | None:
    """Where Chromium is, by whichever name."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def apt_install(needed: list[str], wished: list[str]) -> list[str]:
    """Install with apt; what is only wished for may fail. What is needed and could not be had."""
    say(f"Installing system packages: {' '.join(needed + wished)}")
    command = ["apt-get", "install", "-y", "--no-install-recommends"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    logged(["apt-get", "update"], environment, ends_with_us=False)
    if not logged([*command, *needed, *wished], environment, ends_with_us=False):
        return []
    failed = [name for name in [*needed, *wished] if logged([*command, name], environment, ends_with_us=False)]
    return [name for name in failed if name in needed]


def administrators_line(packages: list[str]) -> str:
    """What a person without the rights passes on to one who has them."""
    names = " ".join(packages)
    if shutil.which("apt-get"):
        return (
            "This machine lacks system packages. As an administrator, type this one line, and then try again:\n\n"
            f"    apt-get update && apt-get install -y --no-install-recommends {names}\n"
        )
    return f"This machine lacks system packages. Install what Debian calls: {names}"
