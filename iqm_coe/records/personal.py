"""What records keep of a person, and the exports of all about them, which go with them."""

from collections.abc import Iterator
from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.personal import Erasing, Obstacle, Subject, Told, erases, personal, stands_in_the_way, untold
from iqm_coe.records.conditions.hold import held_at
from iqm_coe.records.flows.export import drop
from iqm_coe.records.flows.withdrawal import take_files_away
from iqm_coe.records.models.export import Export

MAKING = ("attempts", "claim", "heard_at", "done", "total", "step", "last_error")  # how a worker gets on
PERSONAL = personal(
    {
        "records.Hold": Told(acted=("begun_by", "ended_by")),
        "records.Withdrawal": Told(acted=("by",)),
        "records.Export": Told(own=("person",), acted=("asked_by",), without=MAKING),
        "records.Erasure": Told(acted=("erased_by",)),
    }
)
UNTOLD = untold({"records.Erasure.person": "whoever was erased has no account, and nobody can ask"})


@stands_in_the_way
def held_person(subject: Subject) -> Iterator[Obstacle]:
    """What has to be kept is kept."""
    hold = held_at(User._meta.db_table, subject.pk)
    if hold is not None:
        words = _now("A legal hold stands on this person since %(day)s: “%(why)s” An administrator can end it.")
        yield Obstacle(words % hold.as_words, reverse("records:end_hold", args=[hold.pk]))


@erases(_("Exports of all about them"))
def exports(erasing: Erasing) -> int:
    """Those that are being made are given up first, so that none is kept afterwards."""
    rows = Export.objects.filter(person=erasing.subject.pk)
    rows.in_the_making().update(failed_at=erasing.at)
    gone = drop(rows)
    transaction.on_commit(partial(take_files_away, gone), robust=True)
    return len(gone)
