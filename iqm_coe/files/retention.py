"""How long verdicts are kept."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.retention import Kept, for_good, retention

RETENTION = retention(
    {"files.Scan": Kept(for_good(_("it says of bytes, by their hash, what was found; of no person")))}
)
