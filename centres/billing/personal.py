"""What billing keeps of a person: that they acted, and their address where invoices went to it."""

from django.utils.translation import gettext_lazy as _

from centres.billing.models.payer import Payer
from iqm_coe.lib.personal import Erasing, Told, erases, personal

PERSONAL = personal(
    {
        "billing.FeeBand": Told(acted=("set_by",)),
        "billing.VatRate": Told(acted=("set_by",)),
        "billing.Invoice": Told(acted=("issued_by",), where=("number",)),
        "billing.WriteOff": Told(own=("by",), where=("line__invoice__number",)),
        "billing.Payment": Told(acted=("recorded_by",), where=("payer__name",)),
        "billing.Allocation": Told(own=("by",), where=("line__invoice__number",)),
        "billing.Payer": Told(found=lambda subject: subject.at("email")),
    }
)


@erases(_("Their address for invoices"))
def invoices_to_them(erasing: Erasing) -> int:
    changed: int = Payer.objects.filter(erasing.subject.at("email")).update(email="")
    return changed
