"""Everything that stands sealed is sealed anew under the key of now, so that a former key may go (R44ag)."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from allauth.mfa.models import Authenticator

from iqm_coe.accounts.conditions.sealing import CODES, OF_FACTORS, SEALED, Under, sealed_in, under, under_of
from iqm_coe.accounts.models.provider import Provider
from iqm_coe.lib.rounds import each
from iqm_coe.lib.sealing import resealed

BATCH = 500


def reseal(*, at: datetime) -> Counter[Under]:
    """Seal each row anew that is under a former key. Gives how many were under one, needed nothing, and are opened by
    no key of ours; those stay as they are. It may be ended anywhere, and begun again.
    """
    done: Counter[Under] = Counter()

    def act(row: Authenticator | Provider) -> int:
        became = _of_provider(row.pk) if isinstance(row, Provider) else _of_factor(row.pk)
        if became is not None:
            done[became] += 1
        return int(became is Under.FORMER)

    each("seal anew", _rows(), act, at=at)
    return done


def _rows() -> Iterator[Authenticator | Provider]:
    factors = Authenticator.objects.filter(type__in=OF_FACTORS).order_by("pk")
    last = 0
    while batch := list(factors.filter(pk__gt=last)[:BATCH]):
        yield from batch
        last = batch[-1].pk
    yield from Provider.objects.order_by("pk")


def _of_factor(pk: int) -> Under | None:
    """Under the row's lock: a code that is used at this moment is before this or after it."""
    fresh = Authenticator.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if fresh is None:
        return None
    was = under_of(sealed_in(fresh))
    if was is Under.FORMER:
        for name in SEALED:
            if name in fresh.data:
                fresh.data[name] = resealed(fresh.data[name])
        if CODES in fresh.data:
            fresh.data[CODES] = [resealed(code) for code in fresh.data[CODES]]
        fresh.save(update_fields=["data"])
    return was


def _of_provider(pk: int) -> Under | None:
    fresh = Provider.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if fresh is None:
        return None
    was = under(fresh.client_secret)
    if was is Under.FORMER:
        fresh.client_secret = resealed(fresh.client_secret)
        fresh.save(update_fields=["client_secret"])
    return was
