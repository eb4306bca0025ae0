from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import FINANCE
from iqm_coe.lib.navigation import entry

FINANCE_PAGE = entry(70, _("Finance"), "billing:finance", roles=FINANCE)
