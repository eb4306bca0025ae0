"""What waits for the office about mail: a letter that nobody was there to read."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_administrator
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.worklist import Line, offer
from iqm_coe.notifications import selectors
from iqm_coe.notifications.models.hold import Hold
from iqm_coe.notifications.models.outbox import Message
from iqm_coe.notifications.rules import reads_outbox

SHOWN = 5


@kept()
def _one_to_nobody() -> QuerySet[Message, int]:
    return Message.objects.reached_nobody().order_by().values_list("pk", flat=True)[:1]


@offer(to=reads_outbox, shared_by=reads_outbox)
def letters_to_nobody(user: User, on: date) -> Iterator[Line]:
    """For the office: each of the oldest by itself, the rest together. Mostly there is none, and then nobody asks which
    of all things this person sees.
    """
    if not _one_to_nobody():
        return
    unread = Message.objects.visible_to(user).reached_nobody()
    rows = list(unread.order_by("nobody_at", "pk")[: SHOWN + 1])
    for told in selectors.without_reader(rows[:SHOWN]):
        yield Line(
            reason=_("Nobody was there to read “%s”") % told.subject,
            url=reverse("notifications:message", args=[told.message.pk]),
            action=_("See to it"),
            since=told.message.nobody_at or told.message.created_at,
        )
    if len(rows) > SHOWN:
        number = unread.count() - SHOWN
        yield Line(
            reason=ngettext("%d more letter has no reader", "%d more letters have no reader", number) % number,
            url=reverse("notifications:without_reader"),
            action=_("See them"),
            since=rows[-1].nobody_at or rows[-1].created_at,
        )


@offer(to=is_administrator, shared_by=is_administrator)
def held_mail(user: User, on: date) -> Iterator[Line]:
    """Mail that a restore holds goes only when an administrator says so (R40p)."""
    for hold in Hold.objects.standing():
        yield Line(
            reason=_("Mail that was waiting in the backup is held since the restore"),
            url=reverse("notifications:held"),
            action=_("Decide about it"),
            since=hold.held_at,
        )
