from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import OFFICE
from iqm_coe.lib.navigation import entry

APPLICATIONS = entry(40, _("Applications"), "application:applications", roles=OFFICE)
