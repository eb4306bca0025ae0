"""A mail server within this process: the product's own backend talks to it, and nobody waits for a time-out.

Only the socket is replaced. What a server may do to a sender it does here: each mood is one way.
"""

import smtplib
import threading
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes, policy

from iqm_coe.notifications.smtp import WatchedEmailBackend, WatchedSMTP
from tests.histories import death

UP = "up"
MOODS = (
    "away",
    "greeting hangs",
    "turns lines away",
    "closes after two",
    "421 after two",
    "450 at MAIL",
    "450 at RCPT, of one in three",
    "550 at RCPT, of one in three",
    "450 after the text, of one in three",
    "drops the text",
    "loses the answer",
    "never answers",
)


class Server:
    """What it took, by Message-ID and by whom it was for; it outlives the lines, and the workers."""

    def __init__(self) -> None:
        self.mood = UP
        self.taken: Counter[str] = Counter()
        self.letters: Counter[tuple[str, str]] = Counter()  # to whom, and about what
        self.unanswered: set[str] = set()  # read to the end, and the sender was not told
        self.refused: set[str] = set()  # addresses that were refused for good
        self.lock = threading.Lock()
        self.on_take: Callable[[], object] = lambda: None

    def take(self, identity: str, to: str, subject: str) -> None:
        with self.lock:
            self.taken[identity] += 1
            self.letters[to, subject] += 1
        self.on_take()


SERVER = Server()


def one_in_three(address: str) -> bool:
    """The same ones each time."""
    return sum(address.encode()) % 3 == 0


class Talk:
    """One line: stands for the socket, and for what is read from it."""

    def __init__(self, server: Server) -> None:
        self.server, self.mood = server, server.mood
        self.answers: list[bytes] = []
        self.to, self.text, self.is_open, self.served = "", b"", True, 0
        self.reads_text = False
        if self.mood == "away":
            raise ConnectionRefusedError(111, "Connection refused")
        if self.mood == "turns lines away":
            self.say("421 4.3.2 closing")
            self.is_open = False
        elif self.mood != "greeting hangs":
            self.say("220 here")

    def say(self, words: str) -> None:
        self.answers.append(words.encode() + b"\r\n")

    # What smtplib asks of a socket.

    def makefile(self, _mode: str) -> "Talk":
        return self

    def sendall(self, data: bytes) -> None:
        death.step()
        if not self.is_open:
            raise BrokenPipeError(32, "Broken pipe")
        if self.reads_text:
            self.text += data
            if self.text.endswith(b"\r\n.\r\n"):
                self.reads_text = False
                self.ended()
        else:
            for line in data.decode().splitlines():
                self.hear(line)
        death.step()

    def readline(self, _most: int = -1) -> bytes:
        death.step()
        if self.answers:
            return self.answers.pop(0)
        if self.is_open:
            raise TimeoutError("timed out")
        return b""

    def close(self) -> None:
        self.is_open = False

    # What a server does.

    def hear(self, line: str) -> None:
        verb = line.split(maxsplit=1)[0].split(":", maxsplit=1)[0].upper()
        said: Callable[[str], str] = {"DATA": self.begins, "RCPT": self.for_whom, "MAIL": self.from_whom}.get(
            verb, lambda _line: "250 OK"
        )
        self.say("221 bye" if verb == "QUIT" else said(line))

    def from_whom(self, _line: str) -> str:
        return "450 4.7.1 later" if self.mood == "450 at MAIL" else "250 OK"

    def for_whom(self, line: str) -> str:
        self.to = line.partition("<")[2].partition(">")[0]
        if one_in_three(self.to) and self.mood.startswith("450 at RCPT"):
            return "450 4.2.1 mailbox busy"
        if one_in_three(self.to) and self.mood.startswith("550"):
            self.server.refused.add(self.to.lower())
            return "550 5.1.1 no such user"
        return "250 OK"

    def begins(self, _line: str) -> str:
        self.text, self.reads_text = b"", True
        return "354 go on"

    def ended(self) -> None:
        mail = message_from_bytes(self.text, policy=policy.SMTP)
        identity, subject = str(mail["Message-ID"]).strip(), str(mail["Subject"])
        if self.mood.startswith("450 after") and one_in_three(self.to):
            self.say("450 4.3.0 not now")
            return
        if self.mood in {"drops the text", "loses the answer", "never answers"}:
            self.server.unanswered.add(identity)
            if self.mood == "loses the answer":
                self.server.take(identity, self.to, subject)
            self.is_open = self.mood == "never answers"
            return
        self.server.take(identity, self.to, subject)
        self.say("250 taken")
        self.served += 1
        if self.mood == "421 after two" and self.served % 2 == 0:
            self.say("421 4.7.0 enough for one line")
        self.is_open = not ("two" in self.mood and self.served % 2 == 0)


class LineSMTP(WatchedSMTP):
    """Without a socket."""

    def _get_socket(self, host: str, port: int, timeout: float) -> Talk:
        death.step()
        return Talk(SERVER)


class Backend(WatchedEmailBackend):
    """The product's own, over a line of ours."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return LineSMTP
