"""What consultancy keeps of a person: the calls that they logged."""

from iqm_coe.lib.personal import Told, personal

CENTRE = ("year__centre__name",)
PERSONAL = personal(
    {
        "consultancy.ConsultancyGrant": Told(acted=("given_by",), where=CENTRE),
        "consultancy.ConsultancyCall": Told(own=("logged_by",), where=CENTRE),
        "consultancy.CallNote": Told(own=("call__logged_by",), where=("call__year__centre__name",)),
        "consultancy.LedgerEntry": Told(own=("by",), where=CENTRE),
    }
)
