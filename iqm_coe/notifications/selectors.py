"""What will be sent, each with what it is about and who gets it; and what nobody was there to read."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Count, Q, QuerySet, Window
from django.urls import reverse
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.permissions import may
from iqm_coe.lib.reminders import Told, kinds
from iqm_coe.notifications import rendering
from iqm_coe.notifications.models.hold import Hold
from iqm_coe.notifications.models.outbox import Delivery, Message
from iqm_coe.notifications.models.reminder import Reminder

SHOWN = 25  # of what has no mail yet
SAID = ("kind", "context", "is_confidential", "stuck_at", "created_at")  # of it, there


@dataclass(frozen=True)
class ComingReminder:
    """One planned reminder in words."""

    reminder: Reminder
    kind: str
    told: Told


def coming(page: Iterable[Reminder]) -> list[ComingReminder]:
    """The rows of one page in words: one question a kind, however many rows."""
    rows, found = list(page), {}
    for name, kind in kinds().items():
        found[name] = kind.told([row.subject_id for row in rows if row.kind == name])
    nothing = Told("", "")
    return [
        ComingReminder(row, str(kinds()[row.kind].words), found[row.kind].get(row.subject_id, nothing)) for row in rows
    ]


@dataclass(frozen=True)
class Unread:
    """A message that reached nobody, or could not be addressed, in words."""

    message: Message
    subject: str
    body: str
    why: str

    @property
    def is_waiting(self) -> bool:
        """Nobody has looked for its readers yet."""
        return self.message.addressed_at is None and self.message.stuck_at is None


def without_reader(page: Iterable[Message]) -> list[Unread]:
    """The rows of one page in words."""
    return [unread(message) for message in page]


def unread(message: Message) -> Unread:
    """One in words; what cannot be rendered is named by its kind."""
    why = _("Nobody was there to read it when it was to go.")
    if message.addressed_at is None:
        why = _("It waits for a worker, who then asks who reads it.")
    if message.held_at is not None:
        why = _("A restore holds it until an administrator decides.")
    if message.stuck_at is not None:
        why = _("It could not be written: whoever runs the system finds why in its log.")
    if message.stuck_at is not None or message.is_confidential:
        return Unread(message, _subject(message), "", why)
    told = rendering.preview(message.kind, message.context, to="")
    return Unread(message, told["subject"], told["body"], why)


def _subject(message: Message) -> str:
    """What it is called before there is a mail."""
    if message.stuck_at is not None:
        return message.kind
    if message.is_confidential:
        return _("A code or link for signing in")
    return rendering.previewed_subject(message.kind, message.context)


@dataclass(frozen=True)
class Written:
    """A message that has no mail yet, by its subject."""

    message: Message
    subject: str


@dataclass(frozen=True)
class Unaddressed:
    """What was written and has no mail yet: the first by their subjects, of signing in without it, and their number."""

    first: list[Written]
    number: int

    @classmethod
    def of(cls, messages: Iterable[Message], number: int) -> "Unaddressed":
        return cls([Written(message, _subject(message)) for message in messages], number)


def not_gone(user: User) -> tuple[Unaddressed, int]:
    """What nobody has looked for readers of yet, and how many letters the office has to see to: one question."""
    rows = _not_gone(user)
    number, to_see_to = (rows[0].not_addressed, rows[0].without_reader_yet) if rows else (0, 0)
    return Unaddressed.of(rows[:number], number), to_see_to


@kept()
def _not_gone(user: User) -> QuerySet[Message]:
    return Message.objects.visible_to(user).not_gone(SHOWN).only(*SAID)


def held_unaddressed(user: User) -> Unaddressed:
    """What a restore holds before anybody was asked who reads it."""
    rows = Message.objects.visible_to(user).held().annotate(of_all=Window(Count("pk"))).order_by("pk")
    first = list(rows[:SHOWN])
    return Unaddressed.of(first, first[0].of_all if first else 0)


@kept()
def _standing_hold() -> QuerySet[Hold]:
    return Hold.objects.standing().order_by("pk")[:1]


def held_banner(user: User) -> dict[str, object] | None:
    """That a restore holds mail, with the way to decide for whoever may; None where nothing is held."""
    hold = next(iter(_standing_hold()), None)
    if hold is None:
        return None
    may_decide = may(user, "notifications.end_hold")
    return {
        "hold": hold,
        "action": _("Decide about it") if may_decide else "",
        "action_url": reverse("notifications:held") if may_decide else "",
    }


Thing = TypeVar("Thing", bound=Hashable)


@dataclass(frozen=True)
class LastMail:
    """The last mail about a thing, as one person may see it: one of its deliveries, and to how many others it went."""

    delivery: Delivery
    others: int

    @property
    def to(self) -> str:
        """Whose it is: a name, else the address."""
        return self.delivery.user.name if self.delivery.user else self.delivery.address


def last_mails(user: User, about: Mapping[tuple[str, int], Thing]) -> dict[Thing, LastMail]:
    """The last mail about each of these things, which several subjects (label and number) may stand for. What was let
    go is no mail. Two questions, however many things.
    """
    numbers: dict[str, list[int]] = defaultdict(list)
    for label, number in about:
        numbers[label].append(number)
    named = Q(pk__in=[])
    for label, of_label in numbers.items():
        named |= Q(message__about_type=label, message__about_id__in=of_label)
    seen = Delivery.objects.visible_to(user).filter(let_go_at=None)
    subject = ("message__about_type", "message__about_id")
    last = seen.filter(named).order_by(*subject, "-message_id", "pk").distinct(*subject)
    newest: dict[Thing, int] = {}
    for label, number, message in last.values_list(*subject, "message_id"):
        thing = about[label, number]
        newest[thing] = max(message, newest.get(thing, 0))
    found: dict[int, list[Delivery]] = defaultdict(list)
    rows = seen.filter(message__in=newest.values()).select_related("user", "message").order_by("pk")
    for delivery in rows.defer("text", "html", "message__context"):
        found[delivery.message_id].append(delivery)
    return {thing: LastMail(found[message][0], len(found[message]) - 1) for thing, message in newest.items()}
