from django.db.models import DateField, Max, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from centres.billing.models.invoice import Invoice
from iqm_coe.lib.retention import Kept, emptied, for_good, goes_with, retention, since, years

# Six years that the tax law asks for, and the financial year in which they begin.
TAX = years(7)
WHEN_BOOKED = since(_("it was booked"), "at")
RECEIVED = since(_("it was received"), "received_on")
NUMBERS = _("numbers without gaps, that add up")
LAST_INVOICE = Subquery(
    Invoice.objects.filter(payer=OuterRef("pk"))
    .order_by()
    .values("payer")
    .annotate(last=Max("issued_on"))
    .values("last"),
    output_field=DateField(),
)
RETENTION = retention(
    {
        "billing.FeeBand": Kept(for_good(_("what a year cost"))),
        "billing.VatRate": Kept(for_good(_("what a year cost"))),
        "billing.Payer": Kept(
            (for_good(), emptied(TAX, since(_("its last invoice"), LAST_INVOICE), "email")), ("email",)
        ),
        "billing.Charge": Kept(for_good(NUMBERS)),
        "billing.InvoiceSeries": Kept(for_good(_("numbers have no gaps"))),
        "billing.Invoice": Kept(for_good(NUMBERS)),
        "billing.InvoiceLine": Kept(goes_with("billing.Invoice")),
        "billing.LineAccount": Kept(goes_with("billing.InvoiceLine")),
        "billing.WriteOff": Kept((for_good(NUMBERS), emptied(TAX, WHEN_BOOKED, "reason")), ("reason",)),
        "billing.Payment": Kept((for_good(NUMBERS), emptied(TAX, RECEIVED, "text")), ("text",)),
        "billing.PaymentAccount": Kept(goes_with("billing.Payment")),
        "billing.Allocation": Kept((for_good(NUMBERS), emptied(TAX, WHEN_BOOKED, "reason")), ("reason",)),
    }
)
