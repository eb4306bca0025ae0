"""What stands between the product and a server it leans on: it can freeze, be gone, and come back."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

A_READ = 65536


class Proxy:
    """Hands on what comes to one socket file to another."""

    def __init__(self, at: Path, to: str) -> None:
        self.at, self.to = at, to
        self.flows = threading.Event()
        self.flows.set()
        self.held: list[socket.socket] = []
        self.come_back()

    def come_back(self) -> None:
        """Listen, and hand on."""
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(self.at))
        self.listener.listen(64)
        self.flows.set()
        threading.Thread(target=self._take, args=[self.listener], daemon=True).start()

    def freeze(self) -> None:
        """Like a server that is stopped in the middle: connections stand and are taken, and nothing is answered."""
        self.flows.clear()

    def thaw(self) -> None:
        self.flows.set()

    def vanish(self) -> None:
        """Like a server that has ended: every connection is cut, and none is taken."""
        self.listener.close()
        self.at.unlink(missing_ok=True)
        for one in self.held:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self.held.clear()

    def _take(self, listener: socket.socket) -> None:
        with suppress(OSError):  # closed
            while True:
                caller, _ = listener.accept()
                self.held.append(caller)
                server = socket.socket(socket.AF_UNIX)
                server.connect(self.to)
                self.held.append(server)
                for source, sink in ((caller, server), (server, caller)):
                    threading.Thread(target=self._hand_on, args=[source, sink], daemon=True).start()

    def _hand_on(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):  # either end is gone
            while read := source.recv(A_READ):
                self.flows.wait()
                sink.sendall(read)
            sink.shutdown(socket.SHUT_WR)


@contextmanager
def proxy(at: Path, to: str) -> Iterator[Proxy]:
    """Between `at` and `to` until the block ends."""
    made = Proxy(at, to)
    try:
        yield made
    finally:
        made.thaw()
        made.vanish()
