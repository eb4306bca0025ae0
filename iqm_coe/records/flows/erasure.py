"""A person is erased: what says who they are goes, what they did stays under a pseudonym (R46)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib import files
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.personal import DOMAIN, Erasing, declared_erasers
from iqm_coe.lib.rounds import each
from iqm_coe.lib.transitions import record_event
from iqm_coe.notifications.models.outbox import Message
from iqm_coe.records.conditions import erasure as conditions
from iqm_coe.records.conditions.person import subject_of
from iqm_coe.records.conditions.withdrawal import wait_for_withdrawals
from iqm_coe.records.emails import erasure as emails
from iqm_coe.records.flows.person import rename
from iqm_coe.records.models.erasure import Certificate, Erasure
from iqm_coe.records.pdf import erasure as pdf

# A mail that could not be sent by then is not sent any more.
MAIL_TRIED = timedelta(days=7)


@transaction.atomic
def erase(person: User, *, cause: str, by: User, at: datetime, reason: str) -> Erasure:
    """Take away what says who this person is, shut the account, and tell them by a last mail. Nobody can undo it.

    Raises Refused while something stands in the way; then nothing is gone.
    """
    wait_for_withdrawals()  # a hold is before this or after it
    fresh: User = User.objects.select_for_update().get(pk=person.pk)
    require(by, "records.erase_person", fresh)
    if fresh.is_erased:
        raise Refused(_("This person was erased already. Nothing was changed."))
    subject = subject_of(fresh)
    conditions.require_free(subject)
    if conditions.names(reason, subject):
        raise Refused(_("The reason says who the person is. Say it without name and address: the reason is kept."))
    address = fresh.email
    erasing = Erasing(subject, conditions.free_pseudonym(), at)
    erasure = _carried_out(erasing, cause=cause, by=by)
    record_event(fresh, "erase", by=by, at=at, reason=reason, facts={"cause": cause, "erasure": erasure.pk})
    emails.erased(erasure, address=address, at=at, until=at + MAIL_TRIED)
    return erasure


@transaction.atomic
def erase_again(person: User, *, pseudonym: str, cause: str, at: datetime) -> Erasure:
    """After a restore: somebody who had been erased is there again. Under the pseudonym of before, without a mail.
    Raises Refused while something stands in the way, such as a role that came back.
    """
    wait_for_withdrawals()
    fresh: User = User.objects.select_for_update().get(pk=person.pk)
    if fresh.is_erased:
        raise Refused(_("This person was erased already. Nothing was changed."))
    subject = subject_of(fresh)
    conditions.require_free(subject)
    erasure = _carried_out(Erasing(subject, pseudonym, at), cause=cause, by=None)
    record_event(fresh, "erase", by=None, at=at, facts={"cause": cause, "erasure": erasure.pk})
    return erasure


def _carried_out(erasing: Erasing, *, cause: str, by: User | None) -> Erasure:
    """All of it, or nothing. The names in mails and notes go first, as long as it is known whose they are."""
    counts = {str(_("Names in mails and notes of others")): rename(erasing)}
    counts |= {str(taken.words): taken.take(erasing) for taken in declared_erasers()}
    erasure: Erasure = Erasure.objects.create(
        person_id=erasing.subject.pk,
        pseudonym=erasing.pseudonym,
        cause=cause,
        erased_at=erasing.at,
        erased_by=by,
        counts={words: number for words, number in counts.items() if number},
    )
    name = f"{_('Certificate of erasure')}, {erasing.pseudonym}.pdf"
    Certificate.objects.create(erasure=erasure, **files.made(pdf.certificate(erasure), name=name))
    return erasure


def forget_mails(*, at: datetime) -> int:
    """Once the last mail went, or will not go any more, its address and words go. Returns how many were emptied."""
    told = Message.objects.filter(kind=emails.KIND).exclude(audience_of__email__endswith=f"@{DOMAIN}").order_by("pk")

    def forget(message: Message) -> int:
        fresh: Message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
        rows = fresh.deliveries.select_for_update(of=("self",))
        is_late = fresh.created_at + MAIL_TRIED <= at
        is_over = fresh.addressed_at and all(row.sent_at or row.let_go_at for row in rows)
        if not (is_over or is_late):
            return 0
        nobody = f"erased.{fresh.pk}@{DOMAIN}"
        rows.update(address=nobody, text="", html="", last_error="")
        fresh.audience_of, fresh.context = {"email": nobody}, {}
        fresh.save(update_fields=["audience_of", "context"])
        return 1

    return each("forget whom the mail of an erasure went to", told, forget, at=at)
