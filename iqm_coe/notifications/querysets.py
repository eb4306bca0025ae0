"""Which deliveries and reminders somebody may see, and which are due."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, When, Window

from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.reminders import kinds
from iqm_coe.notifications.enums import DeliveryStatus
from iqm_coe.notifications.subjects import hidden_from

if TYPE_CHECKING:
    from iqm_coe.notifications.models.hold import Hold
    from iqm_coe.notifications.models.outbox import Delivery, Message
    from iqm_coe.notifications.models.reminder import Reminder

STUCK_RESTS = timedelta(hours=1)
UNSETTLED = dict.fromkeys(("sent_at", "failed_at", "uncertain_at", "let_go_at"))
STATUS_FILTERS = {
    DeliveryStatus.QUEUED: Q(claimed_at=None, held_at=None, **UNSETTLED),
    DeliveryStatus.SENDING: Q(claimed_at__isnull=False, **UNSETTLED),
    DeliveryStatus.SENT: Q(sent_at__isnull=False),
    DeliveryStatus.UNCERTAIN: Q(uncertain_at__isnull=False),
    DeliveryStatus.FAILED: Q(failed_at__isnull=False),
    DeliveryStatus.LET_GO: Q(let_go_at__isnull=False),
    DeliveryStatus.HELD: Q(held_at__isnull=False),
}
# Of messages: nobody has tried yet to work out who receives it; the office has to see to it. None is both.
NOT_ADDRESSED = Q(addressed_at=None, held_at=None, stuck_at=None)
WITHOUT_READER = Q(nobody_at__isnull=False, set_aside_at=None) | Q(addressed_at=None, stuck_at__isnull=False)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, user: User) -> Self:
        """Staff and administrators see the outbox but for mail about what a page hides from them; anybody sees what
        went, or will go, to themselves.
        """
        if {IqmRoleKind.STAFF, IqmRoleKind.ADMINISTRATOR} & user.iqm_roles:
            return self.filter(Q(user=user) | ~hidden_from(user, message="message__"))
        return self.filter(user=user)

    def in_status(self, status: str) -> Self:
        return self.filter(STATUS_FILTERS[DeliveryStatus(status)])

    def due(self, at: datetime) -> Self:
        """Queued, and its next attempt has come: the most urgent first, then what has been due longest."""
        queued = self.in_status(DeliveryStatus.QUEUED).filter(next_attempt_at__lte=at)
        return queued.order_by("urgency", "next_attempt_at", "pk")

    def held(self) -> Self:
        """Held by a restore until an administrator decides."""
        return self.in_status(DeliveryStatus.HELD)

    def for_list(self) -> Self:
        """What a row of the list shows; the words of the mail stay where they are."""
        rows = self.select_related("message").defer("text", "html", "last_error", "message__context")
        return rows.order_by("-pk")

    def for_outbox(self) -> Self:
        """What a row of the outbox shows, and no more: instants are what takes longest to read."""
        columns = ("address", "subject", "attempts", "claimed_at", "held_at", *UNSETTLED)
        return self.select_related("message").only(*columns, "message__created_at").order_by("-pk")


class MessageQuerySet(models.QuerySet["Message"]):
    def unaddressed(self, at: datetime) -> Self:
        """Written, but nobody has worked out yet who receives it; one that failed is left alone for an hour."""
        is_rested = Q(stuck_at=None) | Q(rested_at__lte=at)
        rows = self.alias(rested_at=F("stuck_at") + STUCK_RESTS)
        return rows.filter(is_rested, addressed_at=None, held_at=None).order_by("urgency", "pk")

    def not_gone(self, most: int) -> Self:
        """The first of these that have no mail, those before all others that nobody has looked for readers of yet; each
        with how many there are of those and of the ones without a reader.
        """
        numbers = {
            "not_addressed": Window(Count("pk", filter=NOT_ADDRESSED)),
            "without_reader_yet": Window(Count("pk", filter=WITHOUT_READER)),
        }
        rows = self.filter(NOT_ADDRESSED | WITHOUT_READER).annotate(**numbers)
        return rows.order_by(Case(When(NOT_ADDRESSED, then=0), default=1), "pk")[:most]

    def held(self) -> Self:
        """Held by a restore before anybody was asked who reads it."""
        return self.filter(held_at__isnull=False)

    def stuck(self) -> Self:
        """Those that could not be addressed."""
        return self.filter(addressed_at=None, stuck_at__isnull=False)

    def reached_nobody(self) -> Self:
        """Those that nobody was there to read, until the office has dealt with them."""
        return self.filter(nobody_at__isnull=False, set_aside_at=None)

    def without_reader(self) -> Self:
        """What the office has to see to: it reached nobody, or it could not be addressed."""
        return self.filter(WITHOUT_READER)

    def visible_to(self, user: User) -> Self:
        """The office's own, but for what is about something that a page hides from them."""
        is_office = {IqmRoleKind.STAFF, IqmRoleKind.ADMINISTRATOR} & user.iqm_roles
        return self.exclude(hidden_from(user)) if is_office else self.none()


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def visible_to(self, user: User) -> Self:
        """The office's own: it names who will be written to."""
        return self if {IqmRoleKind.STAFF, IqmRoleKind.ADMINISTRATOR} & user.iqm_roles else self.none()

    def waiting(self) -> Self:
        """Neither sent nor skipped."""
        return self.filter(sent_at=None, skipped_at=None)

    def due(self, on: date) -> Self:
        """Waiting, not held, and the day of its sending has come."""
        return self.waiting().filter(send_on__lte=on, held_at=None)

    def held(self) -> Self:
        """Held by a restore until an administrator decides."""
        return self.filter(held_at__isnull=False)

    def still_needed(self) -> Self:
        """Waiting reminders of things that are still open; what is done meanwhile falls out at once (R38)."""
        needed = Q(pk__in=[])
        for kind in kinds().values():
            same_thing = kind.open_rows().filter(pk=OuterRef("subject_id"), due_on=OuterRef("due_on"))
            needed |= Q(Exists(same_thing), kind=kind.name)
        return self.waiting().filter(needed, held_at=None)

    def overtaking(self, row: "Reminder", on: date) -> Self:
        """Later steps of the same thing that are due by this day: after an outage only the newest is sent."""
        same_thing = self.filter(kind=row.kind, subject_id=row.subject_id, due_on=row.due_on)
        return same_thing.filter(step__gt=row.step, send_on__lte=on)


class HoldQuerySet(models.QuerySet["Hold"]):
    def standing(self) -> Self:
        """The one that an administrator has to decide about."""
        return self.filter(ended_at=None)
