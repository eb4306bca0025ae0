"""Mail servers as they are met: each takes, refuses, breaks or hangs in its own way, and remembers what it took."""

import socketserver
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class Rude:
    """The part of SMTP that a sender needs, and one way to fail. `taken` counts each Message-ID that got a 250."""

    closes_after = 0  # mails a line, without a word
    says_421_after = 0  # mails a line, then 421
    a_window = 0  # mails in a window of time, then `limit_code` at `limit_at`
    window = 1.0  # seconds
    limit_at, limit_code = "MAIL", "450 4.7.1 too many, come back later"
    greeting_hangs = 0  # so many lines get no greeting
    refuses_lines = 0  # so many lines are turned away with 421
    drops_data = 0  # so many texts are read, and the line ends without a word
    drops_before = ""  # the command at which so many lines end
    drops_before_times = 0
    hangs_data = 0  # so many texts are read and never answered
    seconds_a_mail = 0.0

    def __init__(self, **how: object) -> None:
        for name, value in how.items():
            assert hasattr(type(self), name), name
            setattr(self, name, value)
        self.taken: Counter[str] = Counter()
        self.read: Counter[str] = Counter()
        self.texts: list[bytes] = []
        self.order: list[str] = []
        self.lines = 0
        self._taken_at: list[float] = []
        self._lock = threading.Lock()

    def spend(self, name: str) -> bool:
        """One of the times that this is to happen."""
        with self._lock:
            left = getattr(self, name)
            setattr(self, name, max(0, left - 1))
            return left > 0

    def is_over_limit(self) -> bool:
        if not self.a_window:
            return False
        now = time.monotonic()
        return sum(1 for at in self._taken_at if now - at < self.window) >= self.a_window

    def take(self, identity: str, to: str, text: bytes) -> None:
        with self._lock:
            self.taken[identity] += 1
            self.texts.append(text)
            self.order.append(to)
            self._taken_at.append(time.monotonic())


class _Talk(socketserver.StreamRequestHandler):
    def say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")

    def handle(self) -> None:
        try:
            self._talk(self.server.rude)
        except (ConnectionError, TimeoutError):
            return

    def _talk(self, rude: Rude) -> None:  # noqa: C901, PLR0911 - a conversation, told from its beginning to its end
        rude.lines += 1
        if rude.spend("greeting_hangs"):
            self.connection.settimeout(30)
            self.rfile.readline()
            return
        if rude.spend("refuses_lines"):
            self.say("421 4.3.2 closing")
            return
        self.say("220 rude ESMTP")
        served, to = 0, ""
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].split(":")[0].upper()
            if verb == rude.drops_before and rude.spend("drops_before_times"):
                return
            if verb in {"MAIL", "RCPT"} and verb == rude.limit_at and rude.is_over_limit():
                self.say(rude.limit_code)
                if rude.limit_code.startswith("421"):
                    return
            elif verb == "DATA":
                if not self._data(rude, to):
                    return
                served += 1
                if served == rude.closes_after:
                    return
                if served == rude.says_421_after:
                    self.say("421 4.7.0 enough for one line")
                    return
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                to = line.partition("<")[2].partition(">")[0] if verb == "RCPT" else to
                self.say("250 OK")

    def _data(self, rude: Rude, to: str) -> bool:
        if rude.limit_at == "DATA" and rude.is_over_limit():
            self.say(rude.limit_code)
            return not rude.limit_code.startswith("421")
        self.say("354 go on")
        text = b""
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            text += line
        identity = text.split(b"Message-ID: ")[1].split(b"\r\n")[0].strip().decode()
        rude.read[identity] += 1
        if rude.spend("drops_data"):
            return False
        if rude.spend("hangs_data"):
            self.connection.settimeout(30)
            self.rfile.readline()
            return False
        time.sleep(rude.seconds_a_mail)
        rude.take(identity, to, text)
        self.say("250 taken")
        return True


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address, daemon_threads, block_on_close = True, True, False
    request_queue_size = 50


@contextmanager
def listening(rude: Rude, port: int) -> Iterator[Rude]:
    """The server on this port of this machine."""
    with _Server(("127.0.0.1", port), _Talk) as server:
        server.rude = rude
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield rude
        finally:
            server.shutdown()
            thread.join()
