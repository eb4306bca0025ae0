"""A small virus scanner on loopback that speaks ClamAV's protocol: it reads strictly, and knows one mark."""

import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread

MARK = b"X5O-A-MARK-THAT-THE-SCANNER-KNOWS"
FOUND = "Test.Mark.UNOFFICIAL"


class _Talk(BaseRequestHandler):
    server: "Scanner"

    def handle(self) -> None:
        word = self._until_nul()
        if self.server.hangs_up:
            return
        if word == b"zVERSION":
            self.request.sendall(b"ClamAV 1.4.3/27800\0")
        elif word == b"zINSTREAM":
            content = self._stream()
            self.server.seen.append(content)
            if self.server.dribbles:
                self._dribble()
            self.request.sendall(self._verdict(content) + b"\0")
        else:
            self.request.sendall(b"UNKNOWN COMMAND\0")

    def _dribble(self) -> None:
        """A sign now and then, so that no step of its own takes long."""
        for _sign in range(20):
            self.request.sendall(b"s")
            time.sleep(self.server.dribbles)

    def _verdict(self, content: bytes) -> bytes:
        if self.server.says:
            return self.server.says
        return f"stream: {FOUND} FOUND".encode() if MARK in content else b"stream: OK"

    def _until_nul(self) -> bytes:
        word = b""
        while not word.endswith(b"\0"):
            word += self._exactly(1)
        return word[:-1]

    def _stream(self) -> bytes:
        content = b""
        while size := struct.unpack("!L", self._exactly(4))[0]:
            content += self._exactly(size)
        return content

    def _exactly(self, number: int) -> bytes:
        read = b""
        while len(read) < number:
            piece = self.request.recv(number - len(read))
            if not piece:
                raise ConnectionError("hung up")
            read += piece
        return read


class Scanner(ThreadingTCPServer):
    """`says` instead of a verdict, or a line that hangs up; `seen` is what it was sent."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Talk)
        self.seen: list[bytes] = []
        self.says = b""
        self.hangs_up = False
        self.dribbles = 0.0

    @property
    def url(self) -> str:
        return f"tcp://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever hangs up on it is none of its worries."""


@contextmanager
def scanner() -> Iterator[Scanner]:
    """One that runs until the block ends."""
    with Scanner() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
