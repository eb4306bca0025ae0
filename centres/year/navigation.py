"""Where years, plans and activities stand beside the Centres whose they are."""

from django.utils.translation import gettext_lazy as _

from centres.membership.navigation import OF_CENTRES
from iqm_coe.accounts.rules import is_office
from iqm_coe.lib.navigation import neighbour

BELOW = "membership:centres"

YEARS = neighbour(OF_CENTRES, 20, _("Centre years"), "year:years", to=is_office, below=BELOW)
PLANS = neighbour(OF_CENTRES, 30, _("Plans"), "year:plans", to=is_office, below=BELOW)
ACTIVITIES = neighbour(OF_CENTRES, 40, _("Activities"), "year:activities", to=is_office, below=BELOW)
