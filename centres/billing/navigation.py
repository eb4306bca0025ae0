from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import FINANCE
from iqm_coe.lib.navigation import entry
from schools.rules import pays_for_schools_alone

MY_INVOICES = entry(75, _("Invoices"), "billing:my_invoices", to=pays_for_schools_alone)
FINANCE_PAGE = entry(70, _("Finance"), "billing:finance", roles=FINANCE)
