"""Accrediting assessors (R19)."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.lib.transitions import record_event
from reviews.visits.models.assessor import Accreditation


@transaction.atomic
def accredit(
    person: User, *, valid_from: date, valid_until: date, training: str = "", by: User, at: datetime
) -> Accreditation:
    """Record that this person may assess in this period. Raises Refused for an overlap or the wrong person."""
    require(by, "visits.accredit", person)
    if IqmRoleKind.ASSESSOR not in person.iqm_roles or not person.is_active:
        raise Refused(_("%s does not hold the role of assessor at IQM.") % person.name)
    if valid_from > valid_until:
        raise Refused(_("The accreditation cannot end before it begins."))
    period = {"valid_from": valid_from, "valid_until": valid_until}
    try:
        with transaction.atomic():
            made: Accreditation = Accreditation.objects.create(
                person=person, **period, training=training.strip(), recorded_by=by, recorded_at=at
            )
    except IntegrityError as error:
        raise Refused(_overlap(person, valid_from, valid_until)) from error
    facts = {name: day.isoformat() for name, day in period.items()}
    record_event(made, "accredit", by=by, at=at, facts={"person": person.pk, **facts})
    return made


def _overlap(person: User, valid_from: date, valid_until: date) -> str:
    """Names the period that stands in the way."""
    standing = person.accreditations.standing()
    other = standing.filter(valid_from__lte=valid_until, valid_until__gte=valid_from).first()
    words = _("%(name)s is accredited from %(first)s to %(last)s already, and the two periods share a day.")
    first, last = (other.valid_from, other.valid_until) if other else (valid_from, valid_until)
    return words % {"name": person.name, "first": long_date(first), "last": long_date(last)}


@transaction.atomic
def withdraw(accreditation: Accreditation, *, reason: str, by: User, at: datetime) -> Accreditation:
    """Take back an accreditation that was recorded wrongly or is no longer given; it stays in the history."""
    fresh: Accreditation = Accreditation.objects.select_for_update(of=("self",)).get(pk=accreditation.pk)
    require(by, "visits.accredit", fresh)
    if fresh.withdrawn_at:
        raise Refused(_("This accreditation has been withdrawn already."))
    if not reason.strip():
        raise Refused(_("Give the reason: it stays with the record."))
    fresh.withdrawn_at, fresh.withdrawn_by = at, by
    fresh.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record_event(fresh, "withdraw", by=by, at=at, reason=reason, facts={"person": fresh.person_id})
    return fresh
