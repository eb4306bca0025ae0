"""What stands in the way of an erasure, which pseudonym is free, and where a name stands in what people wrote."""

import secrets
from collections.abc import Mapping

from django.utils.translation import gettext as _

from iqm_coe.lib.errors import Refused
from iqm_coe.lib.personal import Subject, obstacles_for
from iqm_coe.lib.withdrawing import Place
from iqm_coe.records.conditions import withdrawal
from iqm_coe.records.models.erasure import Erasure

# Mails, those of the demonstration too, and what an erasure takes the name out of.
CHANGED = ("notifications_", "demo_", "accounts_eventnote", "schools_schoolrole", "visits_accreditation")
TRIES = 100  # of four signs, before it takes eight


def require_free(subject: Subject) -> None:
    """Raises Refused with everything that has to be ended first."""
    found = obstacles_for(subject)
    if found:
        said = " ".join(obstacle.words for obstacle in found)
        raise Refused(_("Nothing was erased, since something stands in the way. %s") % said)


def free_pseudonym() -> str:
    """Drawn by chance, so that it follows from nothing about the person."""
    for signs in (*[2] * TRIES, 4):
        pseudonym = f"Person {secrets.token_hex(signs)}"
        if not Erasure.objects.filter(pseudonym=pseudonym).exists():
            return pseudonym
    raise Refused(_("No pseudonym is free. Try once more."))


def names(text: str, subject: Subject) -> bool:
    """Whether a text says who the person is."""
    known = [subject.name, *sorted(subject.addresses), *filter(None, [subject.phone])]
    return any(withdrawal.says(text, one) for one in known if len(one.strip()) >= withdrawal.SHORTEST)


def texts_that_name(subject: Subject) -> int:
    """In how many texts that people wrote the name stands: an erasure leaves them, a withdrawal takes it out."""
    if len(subject.name.strip()) < withdrawal.SHORTEST:
        return 0
    return len(left_by_an_erasure(withdrawal.found(subject.name)))


def left_by_an_erasure(found: Mapping[Place, str]) -> dict[Place, str]:
    """Without what an erasure changes itself, and without mails, which nobody wrote."""
    return {place: said for place, said in found.items() if not place.table.startswith(CHANGED)}
