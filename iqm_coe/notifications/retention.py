"""How long mail and reminders are kept."""

from iqm_coe.lib.retention import Kept, retention

RETENTION = retention(
    {
        "notifications.Message": Kept("24 months", ("context", "audience_of")),
        "notifications.Delivery": Kept(
            "24 months; the words of sign-in mail until it is sent",
            ("address", "subject", "text", "html", "last_error"),
        ),
        "notifications.Reminder": Kept("24 months after it was sent or skipped"),
        "notifications.Hold": Kept("for good: it says what became of the mail of a backup"),
        "notifications.MailServer": Kept("while the mail server is in trouble", ("last_error",)),
    }
)
