"""How each part stands, for the programme's page, the doctor's and monitors."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from iqm_coe.lib.kept_questions import kept
from iqm_coe.operations.conditions.heartbeat import stands_still
from iqm_coe.operations.conf import still_after
from iqm_coe.operations.enums import Part
from iqm_coe.operations.models.heartbeat import Heartbeat


@dataclass(frozen=True)
class Standing:
    """One part, and since when nothing was heard of it where it stands still."""

    part: Part
    is_still: bool
    heard_at: datetime | None
    busy_since: datetime | None

    @property
    def status(self) -> dict[str, str]:
        """As the status component reads it."""
        if self.is_still:
            return {"tone": "bad", "label": _("Stands still")}
        if self.busy_since:
            return {"tone": "info", "label": _("Busy with one long task")}
        return {"tone": "good", "label": _("Works")}


@kept()
def _heard() -> QuerySet[Heartbeat]:
    return Heartbeat.objects.all()


def standings(at: datetime) -> list[Standing]:
    """Every part, in one order: two questions to the database."""
    heard = {beat.part: beat for beat in _heard()}
    after = timedelta(seconds=still_after.get())
    found = []
    for part in Part:
        beat = heard.get(part)
        is_still = stands_still(beat, at, after=after)
        at_and_since = (beat.at, beat.busy_since) if beat else (None, None)
        found.append(Standing(part, is_still, *at_and_since))
    return found
