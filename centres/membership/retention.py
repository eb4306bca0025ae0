from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.conf import invitation_months
from iqm_coe.lib.retention import Kept, deleted, for_good, months, retention, since, years

ANSWERED = since(_("it was answered, withdrawn or lapsed"), "answered_at")
RETENTION = retention(
    {
        "membership.CentreFreeze": Kept(for_good(_("it says who could write, and when"))),
        "membership.Centre": Kept(for_good()),
        "membership.CentreAccess": Kept(deleted(years(6), since(_("it ended"), "until_at"))),
        "membership.Membership": Kept(for_good()),
        "membership.CentreInvitation": Kept(deleted(months(invitation_months), ANSWERED), ("contact_email",)),
    }
)
