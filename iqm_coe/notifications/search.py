"""Mails in the search from everywhere: by subject and reader, for whoever may read them (R44r)."""

from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.search import Kind, Line, declare
from iqm_coe.lib.templatetags.words import short_date
from iqm_coe.notifications.models.outbox import Delivery
from iqm_coe.notifications.rules import reads_outbox


def _mails(user: User) -> QuerySet[Delivery]:
    return Delivery.objects.visible_to(user).select_related("message").only("subject", "address", "message__created_at")


def _mail(delivery: Delivery, user: User) -> Line:
    told = {"address": delivery.address, "day": short_date(delivery.message.created_at)}
    hint = _("To %(address)s, written on %(day)s") % told
    return Line(delivery.subject, reverse("notifications:delivery", args=[delivery.pk]), hint)


def _list_of_mails(user: User, text: str) -> str:
    if not reads_outbox(user, None):
        return reverse("notifications:my_messages")
    return f"{reverse('notifications:outbox')}?{urlencode({'address' if '@' in text else 'subject': text})}"


MAILS = declare(
    70,
    Kind(
        title=gettext_lazy("Mail"),
        found_by=gettext_lazy("subject, or address of who reads it"),
        rows=_mails,
        line=_mail,
        says=("subject", "address"),
        whole_list=_list_of_mails,
    ),
)
