from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import ADVISER
from iqm_coe.lib.navigation import entry

MY_CENTRES = entry(60, _("My Centres"), "consultancy:my_centres", roles=ADVISER)
