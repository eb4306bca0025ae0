"""Who writes, and how the office is reached: IQM as every page, mail and document names it, set by an administrator and
stamped on a document when it is issued.
"""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.conf import Part, Setting, in_force
from iqm_coe.lib.errors import Refused

PART = Part.OFFICE
DIALLED, LEAST_DIGITS = re.compile(r"\+?[\d ()./-]+( ?(ext\.?|x) ?\d+)?"), 5

# The first two are kept under the names that they had when only invoices named the sender.
name = Setting("INVOICE_SENDER", "Inclusion Quality Mark (example)", _("IQM everywhere: its name"))
address = Setting(
    "INVOICE_SENDER_ADDRESS",
    "1 Example Street, Exampleton, EX1 1EX",
    _("IQM everywhere: its address"),
)


def _as_address(value: str) -> str:
    """One address that mail can go to, or none. Raises Refused."""
    told = value.strip()
    if not told:
        return ""
    try:
        EmailValidator()(told)
    except ValidationError:
        raise Refused(
            _now("Give one address, such as office@iqm.example. It stands on every page and in every mail.")
        ) from None
    return told


def _as_telephone(value: str) -> str:
    """A number that can be dialled, or none. Raises Refused."""
    told = " ".join(value.split())
    if told and not (DIALLED.fullmatch(told) and sum(sign.isdigit() for sign in told) >= LEAST_DIGITS):
        raise Refused(
            _now("Give one number with its code, such as 020 7946 0000. It stands on every page and in every mail.")
        )
    return told


email = Setting(
    "DOCUMENT_SENDER_EMAIL", "office@iqm.example", _("IQM everywhere: its email address"), clean=_as_address
)
telephone = Setting(
    "DOCUMENT_SENDER_TELEPHONE", "020 7946 0000", _("IQM everywhere: its telephone"), clean=_as_telephone
)

LETTERHEAD = {"name": name, "address": address, "email": email, "telephone": telephone}


@dataclass(frozen=True)
class Office:
    """How IQM is reached, as pages and mails say it; what an administrator left empty is left out."""

    name: str
    address: str
    email: str
    telephone: str

    @property
    def dial(self) -> str:
        """The telephone as a link dials it."""
        international = self.telephone.strip().replace("(0)", "")
        return re.sub(r"(?!^\+)\D", "", international)


_last_read: list[Office] = []  # one at most


def office() -> Office:
    """As the settings say now."""
    values = in_force()
    read = Office(**{part: str(values[setting.name]).strip() for part, setting in LETTERHEAD.items()})
    _last_read[:] = [read]
    return read


def last_read() -> Office | None:
    """As this process last read it, for pages that come out while the database does not answer."""
    return _last_read[0] if _last_read else None
