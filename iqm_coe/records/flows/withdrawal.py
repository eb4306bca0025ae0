"""Content is withdrawn by one function of the database: words and bytes go, hash, who, when and why remain (R46)."""

import json
from collections.abc import Collection
from datetime import datetime
from functools import partial

import structlog
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.files import StoredFile
from iqm_coe.lib.permissions import require
from iqm_coe.lib.stored_files import take_away
from iqm_coe.lib.transitions import record_event
from iqm_coe.lib.withdrawing import Place, copies_of, remains_of
from iqm_coe.records import signals
from iqm_coe.records.conditions import withdrawal as conditions
from iqm_coe.records.conditions.hold import belongs_to
from iqm_coe.records.conditions.withdrawal import wait_for_withdrawals
from iqm_coe.records.models.hold import Hold
from iqm_coe.records.models.withdrawal import Withdrawal

log = structlog.get_logger(__name__)

HELD, NOTHING = "WD002", "WD003"


@transaction.atomic
def withdraw_passage(places: Collection[Place], passage: str, *, by: User, at: datetime, reason: str) -> Withdrawal:
    """Take these words out of these places, and out of what was made of them. Raises Refused; then nothing is gone."""
    require(by, "records.withdraw_content")
    if len(passage.strip()) < conditions.SHORTEST:
        raise Refused(_("Give at least three signs: fewer stand in every text."))
    if not places:
        raise Refused(_("Choose at least one place. Nothing was withdrawn."))
    if conditions.is_of_the_product(passage):
        raise Refused(
            _(
                "These are words of the product itself, which stand in many places and in its own addresses. Give more "
                "of the sentence. Nothing was withdrawn."
            )
        )
    if any(conditions.says(reason, part) for part in (passage, *conditions.names_in(passage))):
        raise Refused(_("The reason repeats the words that are to go. Say it without them: the reason is kept."))
    return _withdraw(places, passage, by=by, at=at, reason=reason)


@transaction.atomic
def withdraw_file(stored: StoredFile, *, by: User, at: datetime, reason: str) -> Withdrawal:
    """Take a file away with its name, every other one that people handed in with the same bytes, and what was made of
    them. Raises Refused; then nothing is gone.
    """
    require(by, "records.withdraw_content")
    if any(conditions.says(reason, part) for part in conditions.names_in(stored.name.rpartition(".")[0])):
        raise Refused(_("The reason repeats the name of the file. Say it without: the reason is kept."))
    every = [stored, *conditions.twins_of(stored)]
    places = {place for one in every for place in conditions.places_of(one)}
    return _withdraw(places, None, by=by, at=at, reason=reason)


def _withdraw(places: Collection[Place], passage: str | None, *, by: User, at: datetime, reason: str) -> Withdrawal:
    wait_for_withdrawals()  # what is being made of it is kept before this, or sees that it has to begin again
    every = {*places, *copies_of(places)}
    issue_what_remains = remains_of(every, passage)
    number = _called(every, passage, by=by, at=at, reason=reason)
    withdrawal: Withdrawal = Withdrawal.objects.get(pk=number)
    gone = [Place(one.table_name, one.column_name, one.row_id) for one in withdrawal.places.all()]
    files = conditions.files_in(gone)
    facts = {"places": len(gone), "files": len(files)}
    record_event(withdrawal, "withdraw", by=by, at=at, reason=reason, facts=facts)
    for again in issue_what_remains:
        again(by, at)
    belongs = {one for place in gone for one in belongs_to(place.table, place.row)}
    told = {"withdrawal": withdrawal, "passage": passage, "belongs": belongs}
    signals.content_withdrawn.send(sender=Withdrawal, by=by, at=at, **told)
    transaction.on_commit(partial(take_files_away, files), robust=True)
    return withdrawal


def _called(places: Collection[Place], passage: str | None, *, by: User, at: datetime, reason: str) -> int:
    rows = [{"of_table": one.table, "of_column": one.column, "of_row": one.row} for one in sorted(places)]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT withdraw_content(%s, %s, %s, %s, %s)", [by.pk, at, reason, passage, json.dumps(rows)]
            )
            (number,) = cursor.fetchone()
            return int(number)
    except DatabaseError as error:
        raise _in_words(error) from error


def _in_words(error: DatabaseError) -> Exception:
    """The refusals of the function that a person meets; any other is ours to mend."""
    cause = error.__cause__
    state = getattr(cause, "sqlstate", "")
    if state == NOTHING:
        return Refused(_("Nothing of it stands there any more: somebody withdrew it just now, or it was changed."))
    if state == HELD:
        hold = Hold.objects.select_for_update(of=("self",)).get(pk=int(cause.diag.message_detail))  # type: ignore[union-attr]
        words = _(
            "Nothing was withdrawn. A legal hold stands on the %(kind)s %(name)s since %(day)s: “%(why)s” An "
            "administrator can end it under Records."
        )
        return Refused(words % hold.as_words)
    return error


def take_files_away(names: Collection[str]) -> int:
    """Out of the store, once the withdrawal stands; what a backup keeps for now, the night takes. How many went."""
    taken = [take_away(name) for name in names]
    log.info("withdrawn_files_taken_away", files=len(names), taken=sum(taken))
    return sum(taken)
