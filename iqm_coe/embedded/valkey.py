"""Our own Valkey server: the cache, the broker of the workers and the counters of the rate limits."""

import socket
import time
from urllib.parse import quote

from iqm_coe.embedded.places import Places
from iqm_coe.embedded.problem import LauncherError
from iqm_coe.embedded.processes import Program, last_lines
from iqm_coe.embedded.programs import valkey_binary

STARTING = 10.0
DURABLE = ("--appendonly", "yes", "--appendfsync", "everysec")
FAST = ("--appendonly", "no")


class Valkey:
    """One server and its directory; the caller holds the lock of its places."""

    name = "valkey"

    def __init__(self, where: Places, *, fast: bool = False) -> None:
        """Nothing is touched yet."""
        self.where, self.fast = where, fast
        self.data = where.data / "valkey"
        self.socket = where.sockets / "valkey" / "valkey.sock"
        self.log = where.logs / "valkey.log"
        self.program: Program | None = None

    @property
    def ended_with(self) -> int | None:
        """The exit status of a server that has ended by itself."""
        return self.program.ended_with if self.program else None

    def start(self) -> None:
        """Start the server and wait until it answers."""
        self.data.mkdir(mode=0o700, exist_ok=True)
        self.where.identity.own(self.data)
        self.socket.unlink(missing_ok=True)
        self.program = self._program()
        self.program.start()
        deadline = time.monotonic() + STARTING
        while not self._answers():
            if self.program.ended_with is not None or time.monotonic() > deadline:
                raise LauncherError(f"Valkey does not start. The end of its log:\n{self.last_lines()}")

    def stop(self) -> None:
        """Stop it; what it keeps is written first."""
        if self.program is not None:
            self.program.stop()
        self.program = None

    def last_lines(self) -> str:
        """The end of its log."""
        return last_lines(self.log, 15)

    def _program(self) -> Program:
        command = [
            str(valkey_binary(self.where)),
            *("--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"),
            *("--dir", str(self.data), "--save", "", "--daemonize", "no"),
            *(FAST if self.fast else DURABLE),
        ]
        environment = {"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}
        return Program(self.name, command, self.log, self.where.run, environment, self.where.identity)

    def _answers(self) -> bool:
        time.sleep(0.02)
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(2)
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False


def redis_url(where: Places) -> str:
    """The address of the server, as the settings read it."""
    return f"unix://{quote(str(where.sockets / 'valkey' / 'valkey.sock'))}"
