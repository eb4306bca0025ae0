from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import OFFICE
from iqm_coe.lib.navigation import entry

REPORTS = entry(100, _("Reports"), "reports:reports", roles=OFFICE)
