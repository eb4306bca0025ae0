"""What of this room belongs to the history of a Centre: for those who read its log."""

from collections.abc import Sequence

from centres.consultancy.models.call import ConsultancyCall
from centres.consultancy.models.ledger import ConsultancyGrant, LedgerEntry
from centres.consultancy.querysets.ledger import sees_log
from iqm_coe.lib.addresses import address
from iqm_coe.lib.history import Chapter, Recorded, Subject, of_a_centre
from iqm_coe.lib.templatetags.words import minutes


def _ledger(year: int) -> str:
    return address("consultancy:ledger", year)


def _of_calls(events: Sequence[Recorded]) -> dict[int, str]:
    """How long it took, as the log says."""
    return {event.pk: minutes(lasted) for event in events if isinstance(lasted := event.facts.get("minutes"), int)}


HISTORY = of_a_centre(
    Subject(
        "consultancy.consultancycall",
        Chapter.HOUR,
        lambda user, centre: ConsultancyCall.objects.visible_to(user).filter(year__centre=centre),
        tells=_of_calls,
        year="year__number",
        address=_ledger,
        leads_to="year_id",
        elsewhere="year__centre__name",
    ),
    Subject(
        "consultancy.consultancygrant",
        Chapter.HOUR,
        lambda user, centre: ConsultancyGrant.objects.filter(sees_log("year__centre_id", user), year__centre=centre),
        year="year__number",
        address=_ledger,
        leads_to="year_id",
        elsewhere="year__centre__name",
    ),
    Subject(
        "consultancy.ledgerentry",
        Chapter.HOUR,
        lambda user, centre: LedgerEntry.objects.visible_to(user).filter(year__centre=centre),
        year="year__number",
        address=_ledger,
        leads_to="year_id",
        elsewhere="year__centre__name",
    ),
)
