"""What the events of signing in are called."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.addresses import address
from iqm_coe.lib.calling import Called, called
from iqm_coe.lib.event_words import event_words
from iqm_coe.lib.facts import FactWords, code_words, fact_words
from iqm_coe.lib.lists.table import declared_lists

READ_AUDIT = "accounts.read_audit"


def _person(pk: int) -> str:
    return address("accounts:person", pk)


def _reset(pk: int) -> str:
    return address("accounts:factor_reset", pk)


def _provider(pk: int) -> str:
    return address("accounts:provider", pk)


def _setting(name: str) -> str:
    """As the page of settings calls it; one that the product has no more by its own name."""
    told = settings.CONSTANCE_CONFIG.get(name)
    return str(told[1]) if told else name


EVENTS = event_words(
    {
        ("accounts.iqmrole", "grant"): _("A role at IQM was given"),
        ("accounts.iqmrole", "end"): _("A role at IQM ended"),
        ("accounts.iqminvitation", "invite"): _("Invited to a role at IQM"),
        ("accounts.iqminvitation", "accept"): _("The invitation to a role at IQM was accepted"),
        ("accounts.iqminvitation", "decline"): _("The invitation to a role at IQM was declined"),
        ("accounts.iqminvitation", "withdraw"): _("The invitation to a role at IQM was withdrawn"),
        ("accounts.iqminvitation", "lapse"): _("Nobody answered the invitation to a role at IQM in time"),
        ("accounts.iqminvitation", "fall"): _(
            "The invitation to a role at IQM fell, since who invited may do so no longer"
        ),
        ("accounts.iqminvitation", "prove_address"): _(
            "The link of the invitation to a role at IQM was opened and confirmed"
        ),
        ("accounts.user", "change_profile"): _("The profile was changed"),
        ("accounts.user", "put_off_passkey"): _("A passkey was offered and put off"),
        ("constance.constance", "change_setting"): _("A setting was changed"),
        ("accounts.user", "sign_in"): _("Signed in"),
        ("accounts.user", "join_by_invitation"): _("Made the account by the link of an invitation"),
        ("accounts.user", "give_password"): _("The password was right; the second step came next"),
        ("accounts.user", "prove_again"): _("Shown again before a weighty act"),
        ("accounts.user", "sign_out"): _("Signed out"),
        ("accounts.user", "take_out"): _("A list or a page was saved as a file"),
        ("accounts.user", "emergency_shut"): _("The account was shut"),
        ("accounts.user", "emergency_reopen"): _("The account was opened again"),
        ("accounts.user", "emergency_end_sessions"): _("All sessions were to end"),
        ("accounts.user", "reset_factors"): _("The second factor was set back; a new password is set by mail"),
        ("accounts.factorreset", "ask"): _("Asked to set back a second factor"),
        ("accounts.factorreset", "consent"): _("Consented to set back a second factor"),
        ("accounts.factorreset", "refuse"): _("Refused to set back a second factor"),
        ("accounts.factorreset", "withdraw"): _("Took the request to set back a second factor back"),
        ("accounts.factorreset", "lapse"): _("Nobody consented in time to set back a second factor"),
        ("accounts.user", "run_out"): _("Signed out, since nothing was done or twelve hours were over"),
        ("accounts.user", "end_session"): _("One session ended"),
        ("accounts.user", "end_sessions"): _("All sessions ended"),
        ("accounts.user", "add_factor"): _("A second factor was added"),
        ("accounts.user", "remove_factor"): _("A second factor was taken away"),
        ("accounts.user", "see_recovery_codes"): _("Recovery codes were shown"),
        ("accounts.user", "make_recovery_codes"): _("New recovery codes were made"),
        ("accounts.user", "change_password"): _("The password was changed"),
        ("accounts.user", "reset_password"): _("A new password was set by mail"),
        ("accounts.user", "add_email"): _("An email address was added"),
        ("accounts.user", "remove_email"): _("An email address was taken away"),
        ("accounts.user", "link_provider"): _("Single sign-on was linked"),
        ("accounts.user", "unlink_provider"): _("Single sign-on was unlinked"),
        ("accounts.user", "change_email"): _("Another email address became the main one"),
    }
)
PROVIDER_EVENTS = event_words(
    {
        ("accounts.provider", "add"): _("A provider of single sign-on was set up"),
        ("accounts.provider", "change"): _("A provider of single sign-on was changed"),
        ("accounts.provider", "switch_on"): _("A provider of single sign-on was switched on"),
        ("accounts.provider", "switch_off"): _("A provider of single sign-on was switched off"),
    }
)
# Those of them that are about signing in, as a person's trail lists them.
OF_SIGNING_IN = sorted({action for label, action in EVENTS if label == "accounts.user"})

CALLED = called(
    {
        "accounts.user": Called(named="name", address=_person, opens=READ_AUDIT),
        "accounts.iqmrole": Called(named="user__name", address=_person, leads_to="user_id", opens=READ_AUDIT),
        "accounts.iqminvitation": Called(named="email"),
        "accounts.factorreset": Called(named="person__name", address=_reset),
        "accounts.provider": Called(named="name", address=_provider, opens="accounts.keep_providers"),
        "constance.constance": Called(named="key", kind=_("setting"), says=_setting),
    }
)


def _list(route: str, label: str) -> str:
    """A list by its title; the year board is none that is declared."""
    table = declared_lists().get(route)
    return str(table.title) if table else ""


FACTS = fact_words(
    {
        "list": FactWords(_("list"), says=_list),
        "by": FactWords(reads=_("with %s")),
        "why": FactWords(reads=_("because of %s")),
        "sha256": FactWords(_("fingerprint")),
        "user": FactWords(nothing=_("nobody")),
        "person": FactWords(nothing=_("nobody")),
        "to": FactWords(nothing=_("nobody")),
        "heir": FactWords(nothing=_("nobody")),
        "school": FactWords(nothing=_("none")),
    }
)
CODES = code_words(
    {
        "totp": _("an authenticator app"),
        "webauthn": _("a passkey"),
        "recovery_codes": _("recovery codes"),
        "password": _("the password"),
        "mfa": _("a second factor"),
        "socialaccount": _("single sign-on"),
        "provider": _("the provider of single sign-on"),
        "factor": _("a change of the second factor"),
        "by_hand": _("somebody who ended it"),
        "emergency": _("an emergency"),
        "factor_reset": _("a second factor that was set back"),
        "only_way": _("single sign-on, which is the only way in now"),
        "role": _("a role at IQM"),
        "home:board": _("Year board"),
        "xlsx": _("a spreadsheet (XLSX)"),
        "csv": _("a table of plain text (CSV)"),
        "docx": _("a Word document"),
        "pdf": _("a PDF"),
    }
)
