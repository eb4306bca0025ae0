"""What accounts announces; sent inside the transaction of the change."""

from django.dispatch import Signal

# invitation: an IqmInvitation just written.
iqm_invited = Signal()
# role: an IqmRole just granted.
iqm_role_granted = Signal()
# role, by, at: an IqmRole has just ended.
iqm_role_ended = Signal()
# person, passed, by, at: what stood open with a person went to others in one act; `passed` says with whom each is now.
work_passed_on = Signal()
# request, account, step, is_refused: a try to sign in was wrong, or too many; `account` is a hash.
try_failed = Signal()
# person, what, by, reason, at: an administrator acted on an account in an emergency.
emergency = Signal()
# reset, by, reason, at: a request to set back a second factor was written, or ended; by None, by the clock.
factor_reset_moved = Signal()
# provider, what, by, at: an administrator set a provider of single sign-on up, changed it, switched it on or off.
provider_kept = Signal()
# user, provider, is_linked, at: a person's account is opened by a provider from now on, or no longer.
provider_linked = Signal()
