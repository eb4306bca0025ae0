"""What pip is told of index, proxy and certificates, in the words of uv, which reads none of pip's settings."""

import ast
import os
import re
import ssl
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

SETTING = re.compile(r"(?P<section>[^.]+)\.(?P<name>[^=]+)=(?P<value>.*)")
SECTIONS = ("global", "install", ":env:")  # the later overrides the earlier
PLACES = {"extra-index-url": ("UV_INDEX", " "), "find-links": ("UV_FIND_LINKS", ",")}


def for_uv(python: Path, given: Mapping[str, str], *, every_place: bool = True) -> dict[str, str]:
    """The environment for uv: what pip would do, except where the caller has said otherwise in uv's own words.

    `every_place` adds the places beside the index. uv would take a name from the first place that knows it, pip takes
    the best of all: that is safe here, since each file is checked against its hash. The locks are made from the index.
    """
    settings = read(python, given)
    found = {**_connection(settings), **_index(settings, given)}
    if every_place:
        found |= {told: between.join(settings[name].split()) for name, (told, between) in _places(settings)}
        found["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    found["UV_PYTHON_DOWNLOADS"] = "never"
    if not os.access(given.get("HOME", ""), os.W_OK):
        found["UV_CACHE_DIR"] = "var/cache/uv"
    return {**given, **{name: value for name, value in found.items() if not (name[:3] == "UV_" and given.get(name))}}


def read(python: Path, given: Mapping[str, str]) -> dict[str, str]:
    """The settings as pip itself reads them: files, then variables; only the variables where there is no pip."""
    by_section: dict[str, dict[str, str]] = {section: {} for section in SECTIONS}
    for line in _told_by_pip(python, given):
        if (match := SETTING.fullmatch(line)) and match["section"] in by_section:
            by_section[match["section"]][_plain(match["name"])] = str(ast.literal_eval(match["value"]))
    for name, value in given.items():
        if name.startswith("PIP_") and value:
            by_section[":env:"][_plain(name.removeprefix("PIP_"))] = value
    return {name: value for section in SECTIONS for name, value in by_section[section].items()}


def _plain(name: str) -> str:
    return name.lower().replace("_", "-")


def _told_by_pip(python: Path, given: Mapping[str, str]) -> Iterable[str]:
    for candidate in (str(python), sys.executable):
        command = [candidate, "-m", "pip", "--disable-pip-version-check", "config", "list"]
        try:
            told = subprocess.run(command, env=dict(given), capture_output=True, text=True, check=False)
        except OSError:
            continue
        if told.returncode == 0:
            return told.stdout.splitlines()
    return []


def _places(settings: Mapping[str, str]) -> Iterable[tuple[str, tuple[str, str]]]:
    return ((name, told) for name, told in PLACES.items() if settings.get(name, "").strip())


def _index(settings: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    index = settings.get("index-url")
    return {"UV_DEFAULT_INDEX": index} if index and not given.get("UV_INDEX_URL") else {}


def _connection(settings: Mapping[str, str]) -> dict[str, str]:
    found = {"UV_HTTP_TIMEOUT": settings.get("timeout") or settings.get("default-timeout") or "60"}
    if cert := settings.get("cert"):
        found["SSL_CERT_FILE"] = cert
    elif ssl.get_default_verify_paths().cafile:
        found["UV_SYSTEM_CERTS"] = "true"
    if client := settings.get("client-cert"):
        found["SSL_CLIENT_CERT"] = client
    if hosts := settings.get("trusted-host"):
        found["UV_INSECURE_HOST"] = " ".join(hosts.split())
    if proxy := settings.get("proxy"):
        address = proxy if "://" in proxy else f"http://{proxy}"
        found |= dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), address)
    return found
