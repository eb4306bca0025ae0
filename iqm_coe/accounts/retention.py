"""How long people, their sign-in and the trail are kept, with the tables of the libraries for them."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.conf import invitation_months, origin_months
from iqm_coe.lib.retention import Kept, deleted, emptied, for_good, hours, months, retention, since, until, years

PERSON = "accounts.User"
NO_PROOF = _("it opens an account, and proves nothing")
# None lasts longer than twelve hours; a day is enough whenever the night's clearing comes.
A_DAY = hours(24)
RETENTION = retention(
    {
        PERSON: Kept(
            until(
                _(
                    "while the person has a role, then 24 months, after which administrators are asked to erase them; "
                    "the row stays under a pseudonym so that records still balance"
                )
            ),
            ("email", "name", "phone", "password"),
        ),
        "accounts.IqmRole": Kept(for_good(_("it says who could decide what, and when"))),
        "accounts.IqmInvitation": Kept(
            deleted(months(invitation_months), since(_("it was answered, withdrawn or lapsed"), "answered_at")),
            ("email", "key"),
        ),
        "accounts.Event": Kept(
            for_good(_("the trail is never rewritten; it holds ids and facts, no words about people"))
        ),
        "accounts.EventNote": Kept(
            (
                emptied(
                    years(10),
                    since(_("its event"), "event__at"),
                    "text",
                    why=_("or with what it is about; who, when and what stay in the event"),
                ),
                until(_("the words can be emptied earlier at a person's request")),
            ),
            ("text",),
        ),
        "accounts.EventOrigin": Kept(
            deleted(months(origin_months), since(_("its event"), "event__at")), ("network_address", "device")
        ),
        "accounts.FactorReset": Kept(for_good(_("it says who consented to what, and when"))),
        "accounts.FailedTries": Kept(
            deleted(
                months(origin_months), since(_("the hour"), "hour"), no_hold=_("whose account it was is a keyed hash")
            ),
            ("account", "network_address", "device"),
        ),
        "account.EmailAddress": Kept(until(_("as long as it is its person's address")), ("email",)),
        "account.EmailConfirmation": Kept(until(_("until it is used or lapses")), ("key",)),
        "mfa.Authenticator": Kept(until(_("until the person removes it or their sign-in ends")), ("data",)),
        "accounts.SignIn": Kept(
            deleted(A_DAY, since(_("it began"), "begun_at"), no_hold=NO_PROOF),
            ("session_key", "network_address", "device", "provider_session"),
        ),
        "accounts.Provider": Kept(
            for_good(_("the trail names it; it is switched off, not deleted")), ("client_secret",)
        ),
        "accounts.ProviderDomain": Kept(until(_("as long as the provider speaks for it"))),
        "accounts.ProviderLink": Kept(until(_("until its person unlinks it or their sign-in ends")), ("subject",)),
        "accounts.SpentSignOut": Kept(
            deleted(A_DAY, since(_("it was told"), "spent_at"), _("a hash of what was told"), no_hold=NO_PROOF)
        ),
        "sessions.Session": Kept(
            deleted(None, since(_("its end"), "expire_date"), no_hold=NO_PROOF), ("session_key", "session_data")
        ),
        "constance.Constance": Kept(for_good(_("the settings in force"))),
        "contenttypes.ContentType": Kept(for_good(_("made by the product"))),
        "auth.Permission": Kept(for_good(_("made by the product, not used"))),
        "auth.Group": Kept(for_good(_("not used; always empty"))),
    }
)
