"""What of this room belongs to the history of a Centre: for those who read its log."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from centres.consultancy.models.call import ConsultancyCall
from centres.consultancy.models.ledger import ConsultancyGrant, LedgerEntry
from centres.consultancy.querysets.ledger import sees_log
from iqm_coe.lib.addresses import address
from iqm_coe.lib.history import Chapter, Recorded, Subject, of_a_centre, shortened
from iqm_coe.lib.templatetags.words import minutes


def _ledger(year: int) -> str:
    return address("consultancy:ledger", year)


LONGEST = 160  # signs of what a call was about


def _of_calls(events: Sequence[Recorded]) -> dict[int, str]:
    """With whom it was, about what, and how long it took, as the log says; who called stands beside the line."""
    rows = ConsultancyCall.objects.filter(pk__in={event.subject_id for event in events})
    told = {call.pk: call for call in rows.only("kind", "with_whom", "about")}
    return {event.pk: _of_call(told.get(event.subject_id), event.facts.get("minutes")) for event in events}


def _of_call(call: ConsultancyCall | None, lasted: object) -> str:
    took = minutes(lasted) if isinstance(lasted, int) else ""
    if call is None:
        return took
    how = _("%(how)s with %(whom)s") % {"how": call.get_kind_display(), "whom": call.with_whom}
    facts, about = ", ".join(filter(None, (how, took))), shortened(call.about, LONGEST)
    return _("%(facts)s: “%(about)s”") % {"facts": facts, "about": about} if about else facts


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
