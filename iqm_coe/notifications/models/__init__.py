"""The notifications app's tables: the outbox, and the reminders that fill it."""

from iqm_coe.notifications.models.outbox import Delivery, DemoMail, Message, new_mail_id
from iqm_coe.notifications.models.reminder import Reminder

__all__ = ["Delivery", "DemoMail", "Message", "Reminder", "new_mail_id"]
