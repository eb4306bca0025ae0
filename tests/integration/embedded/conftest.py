"""Copies of the launcher's project directory, so that no test meets the servers of the clone itself."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from iqm_coe.embedded.places import PROJECT, Places, places

Started = subprocess.Popen[str]


@pytest.fixture(scope="module")
def shared_project() -> Iterator[Path]:
    """A project whose servers several tests start one after the other, because making their data takes a second."""
    with _open_directory() as directory:
        yield directory


@pytest.fixture
def project() -> Iterator[Path]:
    """An empty project of one test's own."""
    with _open_directory() as directory:
        yield directory


@contextmanager
def _open_directory() -> Iterator[Path]:
    """A directory that everybody may enter, as pytest's own are not."""
    with tempfile.TemporaryDirectory(prefix="iqm-", ignore_cleanup_errors=True) as directory:
        Path(directory).chmod(0o755)
        yield Path(directory)


@pytest.fixture
def where(project: Path) -> Places:
    """The ordinary places of that project."""
    return places(project)


@pytest.fixture
def without_urls() -> dict[str, str]:
    """An environment that names no database and no broker, as on a new machine."""
    return {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}


@pytest.fixture
def python(without_urls: dict[str, str]) -> Iterator[Callable[..., Started]]:
    """Start a Python program in a process of its own; whatever still runs at the end is ended."""
    started: list[Started] = []

    def start(program: str, *arguments: str, **options: Any) -> Started:
        process = subprocess.Popen(
            [sys.executable, "-c", program, *arguments],
            cwd=PROJECT,
            env=without_urls,
            stdout=subprocess.PIPE,
            text=True,
            **options,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
