"""How long people, their sign-in and the trail are kept, with the tables of the libraries for them."""

from iqm_coe.lib.retention import Kept, retention

RETENTION = retention(
    {
        "accounts.User": Kept(
            "while the person has a role, then 24 months; after that the row stays under a pseudonym "
            "so that records still balance",
            ("email", "name", "phone", "password"),
        ),
        "accounts.IqmRole": Kept("for good: it says who could decide what, and when"),
        "accounts.IqmInvitation": Kept("24 months after it was answered, withdrawn or lapsed", ("email", "key")),
        "accounts.Event": Kept("for good: the trail is never rewritten; it holds ids and facts, no words about people"),
        "accounts.EventNote": Kept(
            "as long as its event; the words can be emptied earlier at a person's request", ("text",)
        ),
        "accounts.EventOrigin": Kept("12 months after its event; cleared every night", ("network_address", "device")),
        "accounts.FactorReset": Kept("for good: it says who consented to what, and when"),
        "accounts.FailedTries": Kept(
            "12 months; cleared every night; whose account it was is a keyed hash",
            ("account", "network_address", "device"),
        ),
        "account.EmailAddress": Kept("as long as its person's address", ("email",)),
        "account.EmailConfirmation": Kept("until it is used or lapses", ("key",)),
        "mfa.Authenticator": Kept("until the person removes it or their sign-in ends", ("data",)),
        "accounts.SignIn": Kept(
            "12 hours, as its session; cleared every night",
            ("session_key", "network_address", "device", "provider_session"),
        ),
        "accounts.Provider": Kept("for good: the trail names it; it is switched off, not deleted", ("client_secret",)),
        "accounts.ProviderDomain": Kept("as long as the provider speaks for it"),
        "accounts.ProviderLink": Kept("until its person unlinks it or their sign-in ends", ("subject",)),
        "accounts.SpentSignOut": Kept("a day; cleared every night; a hash of what was told"),
        "sessions.Session": Kept("12 hours; cleared every night", ("session_key", "session_data")),
        "constance.Constance": Kept("for good: the settings in force"),
        "contenttypes.ContentType": Kept("as long as the product: made by it"),
        "auth.Permission": Kept("as long as the product: made by it, not used"),
        "auth.Group": Kept("not used; always empty"),
    }
)
