from django.utils.translation import gettext_lazy as _

from centres.billing.rules import reads_all_money
from iqm_coe.lib.navigation import Row, entry, neighbour
from schools.rules import pays_for_schools_alone

MY_INVOICES = entry(75, _("Invoices"), "billing:my_invoices", to=pays_for_schools_alone)
FINANCE_PAGE = entry(70, _("Finance"), "billing:finance", to=reads_all_money)

MONEY, BELOW = Row(_("Money")), "billing:finance"
CHARGES = neighbour(MONEY, 10, _("Annual payments"), "billing:charges", to=reads_all_money, below=BELOW)
INVOICES = neighbour(MONEY, 20, _("Invoices"), "billing:invoices", to=reads_all_money, below=BELOW)
PAYMENTS = neighbour(MONEY, 30, _("Money received"), "billing:payments", to=reads_all_money, below=BELOW)
