"""Where schools stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.navigation import entry

SCHOOLS = entry(80, _("Schools"), "schools:schools")
