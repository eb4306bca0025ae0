"""Where the pages that belong to everybody stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import OFFICE
from iqm_coe.lib.navigation import entry

WORK = entry(10, _("What needs me"), "home:index")
BOARD = entry(25, _("Year board"), "home:board", roles=OFFICE)
PROGRAMME = entry(30, _("Programme"), "home:programme", roles=OFFICE)
