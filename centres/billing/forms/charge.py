from django.utils.translation import gettext_lazy as _

from centres.billing.flows.fee import MOST
from iqm_coe.lib.forms import FlowForm, PoundsField


class PriceForm(FlowForm):
    amount = PoundsField(label=_("Annual fee in pounds, without VAT"), max_value=MOST)
