"""Who may do what in notifications."""

from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_administrator, is_staff
from iqm_coe.lib.permissions import anyone_of, declare
from iqm_coe.notifications.models.outbox import Delivery
from iqm_coe.notifications.subjects import sees_subject

reads_outbox = anyone_of(is_staff, is_administrator)


def receives(user: User, delivery: Delivery) -> bool:
    """The mail goes to this person."""
    return bool(delivery.user_id == user.pk)


def sees_delivery(user: User, delivery: Delivery) -> bool:
    """The instance form of Delivery.visible_to."""
    about = delivery.message.about_type, delivery.message.about_id
    return receives(user, delivery) or (reads_outbox(user, delivery) and sees_subject(user, *about))


def reads_body(user: User, delivery: Delivery) -> bool:
    """Confidential words are for nobody but the mailbox they went to."""
    return not delivery.message.is_confidential and sees_delivery(user, delivery)


PERMISSIONS = declare(
    {
        "notifications.read_outbox": reads_outbox,
        "notifications.read_body": reads_body,
        "notifications.retry_delivery": reads_outbox,
        "notifications.see_to_message": reads_outbox,
        "notifications.end_hold": is_administrator,
    }
)
