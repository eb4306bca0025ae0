"""Where people, settings and the trail stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import ADMINISTRATOR
from iqm_coe.lib.navigation import entry

PEOPLE = entry(120, _("People"), "accounts:people", roles=ADMINISTRATOR)
SETTINGS = entry(130, _("Settings"), "accounts:settings", roles=ADMINISTRATOR)
AUDIT = entry(140, _("Audit"), "accounts:audit", roles=ADMINISTRATOR)
