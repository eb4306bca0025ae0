from iqm_coe.lib.retention import Kept, retention

RETENTION = retention(
    {
        "billing.FeeBand": Kept("for good: what a year cost"),
        "billing.VatRate": Kept("for good: what a year cost"),
        "billing.Payer": Kept("6 years after its last invoice", ("email",)),
        "billing.Charge": Kept("6 years after its year"),
        "billing.InvoiceSeries": Kept("for good: numbers have no gaps"),
        "billing.Invoice": Kept("6 years after the year of its issue, as the tax law asks"),
        "billing.InvoiceLine": Kept("as long as its invoice"),
        "billing.LineAccount": Kept("as long as its line"),
        "billing.WriteOff": Kept("as long as its line", ("reason",)),
        "billing.Payment": Kept("6 years after it was received", ("text",)),
        "billing.PaymentAccount": Kept("as long as its payment"),
        "billing.Allocation": Kept("as long as its payment", ("reason",)),
    }
)
