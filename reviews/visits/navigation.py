from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import ASSESSOR, OFFICE
from iqm_coe.lib.navigation import entry

MY_VISITS = entry(20, _("My visits"), "visits:my_visits", roles=ASSESSOR)
VISITS = entry(90, _("Visits"), "visits:visits", roles=OFFICE)
