"""Asking for a review pack (R27)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from centres.models import CentreYear
from iqm_coe.accounts.models import User
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import remember
from reviews.models import Pack
from reviews.tasks import kick_builder


@transaction.atomic
def ask(year: CentreYear, *, by: User, at: datetime) -> Pack:
    """Ask for a pack of what this person may see. Asking again while one is in the making gives that one."""
    require(by, "reviews.ask_pack", year)
    try:
        with transaction.atomic():
            pack: Pack = Pack.objects.create(year=year, asked_by=by, asked_at=at)
    except IntegrityError:
        waiting: Pack = Pack.objects.in_the_making().select_for_update(of=("self",)).get(year=year, asked_by=by)
        return waiting
    remember(pack, "ask", by=by, at=at, facts={"year": year.pk})
    transaction.on_commit(kick_builder)
    return pack
