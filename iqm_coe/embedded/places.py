"""Where the embedded servers keep their data, their sockets and their logs."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from iqm_coe.embedded.identity import ROOT, Identity, server_identity
from iqm_coe.embedded.problem import LauncherError

PROJECT = Path(__file__).resolve().parent.parent.parent
LONGEST_SOCKET_PATH = 107  # bytes: the kernel's limit of 108 less the closing zero
LONGEST_SOCKET_NAME = "/postgres/.s.PGSQL.5432"


@dataclass(frozen=True)
class Places:
    """The directories of one set of servers; `run` is ours, `data` and `sockets` are the servers'."""

    run: Path
    logs: Path
    data: Path
    sockets: Path
    identity: Identity
    is_elsewhere: bool = False

    def make(self) -> None:
        """Create what is missing, and give the servers what is theirs."""
        for directory in (self.run, self.logs, self.data):
            directory.mkdir(parents=True, exist_ok=True)
        self.logs.chmod(0o700)  # they tell what people did
        _make_private(self.sockets, self.identity)
        for name in ("postgres", "valkey"):
            directory = self.sockets / name
            directory.mkdir(mode=0o700, exist_ok=True)
            self.identity.own(directory)


def places(project: Path = PROJECT, *, tests_slot: int | None = None) -> Places:
    """The places of this clone: the ordinary ones, or those of one of the numbered sets for tests."""
    var = project / "var" if tests_slot is None else project / "var" / "test" / str(tests_slot)
    identity = server_identity(project)
    is_elsewhere = not identity.may_enter(project)
    data = _outside(var) if is_elsewhere else var / "data"
    return Places(var / "run", var / "log", data, _sockets(data), identity, is_elsewhere)


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _outside(var: Path) -> Path:
    """A place outside a project that the servers may not enter; the permissions of its parents stay as they are."""
    base = Path("/var/lib") if os.geteuid() == ROOT and os.access("/var/lib", os.W_OK) else Path(tempfile.gettempdir())
    return base / f"iqm-coe-{_digest(var)}"


def _sockets(data: Path) -> Path:
    """Beside the data; in a short private directory where the kernel would refuse the length."""
    inside = data / "sockets"
    if len(os.fsencode(inside)) + len(LONGEST_SOCKET_NAME) <= LONGEST_SOCKET_PATH:
        return inside
    base = min((tempfile.gettempdir(), "/tmp"), key=len)  # noqa: S108 - made private below, refused when not ours
    return Path(base) / f"iqm-{_digest(data)}-{os.geteuid()}"


def _make_private(directory: Path, identity: Identity) -> None:
    """A directory of the servers' own, refused where somebody else made it before us."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    identity.own(directory)
    status = directory.lstat()
    if directory.is_symlink() or status.st_uid != identity.uid:
        raise LauncherError(
            f"{directory} belongs to somebody else. Run this as the user who ran it first, or remove that directory."
        )
    directory.chmod(0o700)
