"""bin/lock --audit: a bill of materials of what is locked, and what is known against it.

Where no service of advisories answers, that is what is said: nothing was checked, and nothing passed.
"""

import json
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from iqm_coe.embedded.installing import Environment, lock_file
from iqm_coe.embedded.logbook import PROJECT, logged

NAME = "audit"
PLACE = PROJECT / "var/audit"
SHIPPED = ("base", "embedded")  # what the image holds; the rest is for those who work on it
NOT_CHECKED = 75  # the number by which programs say "not now"
PATIENCE = 180.0
SERVICES = ("osv", "pypi")


def run() -> int:
    """0 where nothing is known against any package, 1 where something is, 75 where nobody could be asked."""
    environment = Environment(PLACE / "venv")
    environment.provide((NAME,))
    for name in SHIPPED:
        write_bill(environment, name)
    told = {name: asked(environment, name) for name in SHIPPED}
    return verdict(told)


def write_bill(environment: Environment, name: str) -> None:
    """CycloneDX, a file a lock: each package with its version and the hashes of its files."""
    bill = PLACE / f"{name}.cdx.json"
    command = [environment.path / "bin/cyclonedx-py", "requirements", "--output-reproducible", "-o", bill]
    if logged([*map(str, command), str(lock_file(name))]):
        raise OSError(f"The bill of materials of {lock_file(name).name} could not be written; var/log tells why.")
    print(f"{bill.relative_to(PROJECT)}: {len(json.loads(bill.read_text())['components'])} packages")


def asked(environment: Environment, name: str) -> list[dict[str, object]] | None:
    """What a service knows of each package of a lock; None where none answers."""
    for service in SERVICES:
        answer = PLACE / f"{name}.{service}.json"
        answer.unlink(missing_ok=True)
        command = [environment.path / "bin/pip-audit", "--disable-pip", "--no-deps", "--require-hashes"]
        command += ["--progress-spinner", "off", "--timeout", "15", "--vulnerability-service", service]
        command += ["--format", "json", "--output", answer, "--requirement", lock_file(name)]
        try:
            subprocess.run(list(map(str, command)), timeout=PATIENCE, capture_output=True, check=False)
        except subprocess.TimeoutExpired:
            continue
        if (told := said(answer)) is not None:
            return told
    return None


def said(answer: Path) -> list[dict[str, object]] | None:
    """The packages of an answer that is whole: one that skipped any has not looked at it."""
    try:
        told: list[dict[str, object]] = json.loads(answer.read_text())["dependencies"]
    except (OSError, ValueError, KeyError):
        return None
    return told if told and not any("skip_reason" in package for package in told) else None


def verdict(told: dict[str, list[dict[str, object]] | None]) -> int:
    for name, packages in told.items():
        if packages is None:
            print(f"requirements/{name}.txt: NOT CHECKED, no service of advisories answers.")
            continue
        known = list(advisories(packages))
        print(
            f"requirements/{name}.txt: {len(packages)} packages looked up, {len(known)} advisories.", *known, sep="\n"
        )
    if any(packages and list(advisories(packages)) for packages in told.values()):
        return 1
    return NOT_CHECKED if None in told.values() else 0


def advisories(packages: Sequence[dict[str, object]]) -> Iterator[str]:
    for package in packages:
        known = package.get("vulns")
        for one in known if isinstance(known, list) else []:
            mended = ", ".join(one.get("fix_versions", [])) or "nowhere yet"
            yield f"  {package['name']} {package['version']}: {one['id']}, mended in {mended}"
