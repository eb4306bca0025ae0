"""Where Centres stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import ADVISER, FINANCE, OFFICE
from iqm_coe.lib.navigation import entry

APPLICATIONS = entry(40, _("Applications"), "centres:applications", roles=OFFICE)
CENTRES = entry(50, _("Centres"), "centres:centres")
MY_CENTRES = entry(60, _("My Centres"), "centres:my_centres", roles=ADVISER)
FINANCE_PAGE = entry(70, _("Finance"), "centres:finance", roles=FINANCE)
