"""What the outbox keeps of a person: the mails to them, and their name in the mails to others."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.personal import Erasing, Subject, Told, erases, named, nobody_s_address, personal
from iqm_coe.notifications.enums import LetGo
from iqm_coe.notifications.models.outbox import Delivery, Message


def _to(subject: Subject) -> Q:
    return Q(user=subject.pk) | subject.at("address")


PERSONAL = personal(
    {
        "notifications.Message": Told(acted=("by",), where=("kind",)),
        "notifications.Delivery": Told(
            found=_to, own=("user",), without=("html", "mail_id", "claim", "last_error", "attempts")
        ),
        "notifications.Hold": Told(acted=("ended_by",)),
    }
)


@erases(_("Mails to them: address and words"))
def mails(erasing: Erasing) -> int:
    """What waits does not go any more; that something went, and when, stays."""
    rows = Delivery.objects.filter(_to(erasing.subject))
    over = Q(sent_at=None, failed_at=None, uncertain_at=None, let_go_at=None)
    rows.filter(over).update(
        let_go_at=erasing.at, let_go_why=LetGo.LEFT, claimed_at=None, claim=None, handed_over_at=None, held_at=None
    )
    codes = Message.objects.filter(erasing.subject.at("audience_of__email"), audience="address")
    codes.filter(addressed_at=None).update(addressed_at=erasing.at, over_at=erasing.at, held_at=None, context={})
    codes.update(audience_of={"email": erasing.address})
    emptied: int = rows.update(address=nobody_s_address(erasing), subject="", text="", html="", last_error="")
    return emptied


def _of(subject: Subject) -> Q:
    return Q(by=subject.pk) | Q(deliveries__user=subject.pk) | Q(about_type="accounts.user", about_id=subject.pk)


named("notifications.Message", ("context",), _of)
named(
    "notifications.Delivery",
    ("subject", "text", "html", "last_error"),
    lambda subject: Q(message__by=subject.pk) | Q(message__about_type="accounts.user", message__about_id=subject.pk),
)
named("notifications.MailServer", ("last_error",), lambda subject: Q(pk=None))
