from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.conf import Setting

included_minutes = Setting(
    "INCLUDED_MINUTES",
    60,
    _("Minutes of consultancy included in a Centre's year"),
    unit=_("minutes"),
    minimum=1,
    maximum=600,
)
