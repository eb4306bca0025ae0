"""What stands open with somebody who leaves IQM goes to others, row by row (R5v)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from iqm_coe.accounts import signals
from iqm_coe.accounts.conditions.leaver import Choice
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.leaving import Heirs, Leaving, Thing, kinds_left
from iqm_coe.lib.permissions import require

GONE = _later("Nothing was done: it stands open with them no more.")


@dataclass(frozen=True)
class Outcome:
    """What became of one thing."""

    words: str
    became: str
    is_done: bool


def pass_on(person: User, chosen: Iterable[Choice], *, by: User, at: datetime) -> list[Outcome]:
    """Each in a transaction of its own, so that one that is refused holds up none; twice does nothing twice, since what
    has gone stands open with the person no more. Each asks its own permission under its own lock. The person is told
    once of all that has gone.
    """
    require(by, "accounts.follow_leavers", person)
    outcomes = list(_outcomes(person, chosen, by=by, at=at))
    passed = [one for one in outcomes if one.is_done]
    if passed and person != by:
        with transaction.atomic():
            signals.work_passed_on.send(sender=User, person=person, passed=passed, by=by, at=at)
    return outcomes


def _outcomes(person: User, chosen: Iterable[Choice], *, by: User, at: datetime) -> Iterator[Outcome]:
    kinds = kinds_left()
    for choice in chosen:
        kind = kinds.get(choice.kind)
        if kind is None or kind.heirs is None:
            continue
        thing = next((one for one in kind.things(person.pk) if one.pk == choice.thing), None)
        heir = kind.heirs.fit().exclude(pk=person.pk).filter(pk=choice.heir).first()
        if thing is None or heir is None:
            yield Outcome(str(kind.words), str(GONE), is_done=False)
            continue
        yield _passed(kind, kind.heirs, thing, heir, of=person, by=by, at=at)


def _passed(kind: Leaving, heirs: Heirs, thing: Thing, heir: User, *, of: User, by: User, at: datetime) -> Outcome:
    if thing.waits:
        return Outcome(thing.words, thing.waits, is_done=False)
    try:
        with transaction.atomic():
            heirs.hold(thing.pk)
            if all(one.pk != thing.pk for one in kind.things(of.pk)):  # a colleague was faster
                return Outcome(thing.words, str(GONE), is_done=False)
            heirs.pass_on(thing.pk, heir, by, at)
    except Refused as refusal:
        return Outcome(thing.words, str(refusal), is_done=False)
    except NotPermitted:
        return Outcome(thing.words, _("You may not pass this on. Somebody else of the office can."), is_done=False)
    words = _("Passed on to %s.") % heir.name
    return Outcome(thing.words, f"{words} {heirs.then}".strip(), is_done=True)
