"""How long mail and reminders are kept."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.retention import Kept, deleted, for_good, goes_with, months, retention, since, until
from iqm_coe.notifications.conf import mail_months

MESSAGE = "notifications.Message"
RETENTION = retention(
    {
        MESSAGE: Kept(
            deleted(months(mail_months), since(_("it was written"), "created_at")), ("context", "audience_of")
        ),
        "notifications.Delivery": Kept(
            (
                goes_with(MESSAGE, by="message"),
                until(_("the words of sign-in mail go when it is sent")),
            ),
            ("address", "subject", "text", "html", "last_error"),
        ),
        "notifications.Reminder": Kept(
            (
                goes_with(MESSAGE, by="message"),
                deleted(months(mail_months), since(_("it was skipped"), "skipped_at")),
            )
        ),
        "notifications.Hold": Kept(for_good(_("it says what became of the mail of a backup"))),
        "notifications.MailServer": Kept(until(_("until the mail server is well again")), ("last_error",)),
    }
)
