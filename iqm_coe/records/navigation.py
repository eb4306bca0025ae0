"""Where records stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import ADMINISTRATOR
from iqm_coe.lib.navigation import entry

RECORDS = entry(150, _("Records"), "records:records", roles=ADMINISTRATOR)
