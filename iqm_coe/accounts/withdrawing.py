"""What people write about people, and what stays."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.withdrawing import Content, stays, withdrawable

CONTENT = withdrawable(
    {
        "accounts.EventNote": Content(("text",), _("administrators, and who reads the history of the thing")),
    }
)
STAYS = stays(
    {
        "accounts.Event": "names of actions and kinds; facts hold no words (R45c)",
        "accounts.EventOrigin": "the name of a browser; gone after 12 months",
        "accounts.IqmInvitation": "an address and a key: they go with their period",
        "accounts.Provider": "how single sign-on is set up, by administrators; its secret is sealed",
        "accounts.ProviderDomain": "a domain, no words",
        "accounts.ProviderLink": "a number of the provider's; it goes with the link, and with the person",
        "accounts.SpentSignOut": "a number of the provider's; gone after a day",
        "accounts.FailedTries": "a keyed hash and the name of a browser",
        "accounts.SignIn": "the name of a browser; gone after 12 hours",
        "accounts.User": "who the person is: changed by themselves, and erased as a person",
        "account.EmailAddress": "who the person is: erased as a person",
        "account.EmailConfirmation": "a code of the product, no words",
        "mfa.Authenticator": "secrets, sealed",
        "sessions.Session": "gone after 12 hours",
        "constance.Constance": "settings, changed by administrators",
        "contenttypes.ContentType": "a code of the product, no words",
        "auth.Permission": "a code of the product, no words",
        "auth.Group": "a code of the product, no words",
    }
)
