"""Where the doctor stands in the navigation."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import ADMINISTRATOR
from iqm_coe.lib.navigation import entry

DOCTOR = entry(150, _("Doctor"), "operations:doctor", roles=ADMINISTRATOR)
