from centres.consultancy.models.ledger import LedgerEntry
from iqm_coe.lib.forms import KeptReasonForm


class CorrectionForm(KeptReasonForm):
    model = LedgerEntry
