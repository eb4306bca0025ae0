"""The closed lists of the accounts app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.status import StatusChoices


class IqmRoleKind(TextChoices):
    STAFF = "staff", _("IQM staff")
    ASSESSOR = "assessor", _("Assessor")
    ADVISER = "adviser", _("Adviser")
    FINANCE = "finance", _("Finance admin")
    ADMINISTRATOR = "administrator", _("Administrator")


OFFICE = frozenset({IqmRoleKind.STAFF, IqmRoleKind.ADMINISTRATOR})
FINANCE = frozenset({IqmRoleKind.FINANCE})
ADVISER = frozenset({IqmRoleKind.ADVISER})
ASSESSOR = frozenset({IqmRoleKind.ASSESSOR})
ADMINISTRATOR = frozenset({IqmRoleKind.ADMINISTRATOR})
# As allauth names them; recovery codes stand in for one of these, and are none.
FACTORS = ("totp", "webauthn")


class AccountState(StatusChoices):
    """Whether somebody can sign in; it follows from the row (`UserQuerySet.for_list`)."""

    OPEN = "open", "good", _("Open")
    SHUT = "shut", "bad", _("Shut")
    ERASED = "erased", "neutral", _("Erased")


class InvitationState(StatusChoices):
    OPEN = "open", "waiting", _("Open")
    ACCEPTED = "accepted", "good", _("Accepted")
    DECLINED = "declined", "bad", _("Declined")
    WITHDRAWN = "withdrawn", "neutral", _("Withdrawn")
    LAPSED = "lapsed", "neutral", _("Lapsed")


class TriedStep(TextChoices):
    PASSWORD = "password", _("Password")
    FACTOR = "factor", _("Second step")
    MANY = "many", _("Too many from one address")
    PROVIDER = "provider", _("Single sign-on")


class FactorResetState(StatusChoices):
    ASKED = "asked", "waiting", _("Asked")
    DONE = "done", "good", _("Set back")
    REFUSED = "refused", "bad", _("Refused")
    WITHDRAWN = "withdrawn", "neutral", _("Withdrawn")
    LAPSED = "lapsed", "neutral", _("Lapsed")


class Emergency(TextChoices):
    SHUT = "shut", _("Shut the account")
    REOPEN = "reopen", _("Open the account")
    END_SESSIONS = "end_sessions", _("End all sessions")


class ProviderKind(TextChoices):
    MICROSOFT = "microsoft", _("Microsoft")
    GOOGLE = "google", _("Google")
    OTHER = "other", _("Another OpenID Connect provider")


class Turned(TextChoices):
    """Why somebody who came from a provider was not signed in, and what they do next."""

    AWAY = "away", _("The other service does not answer. Nothing was changed; try again in a few minutes.")
    CANCELLED = "cancelled", _("You stopped at the other service, so nothing was changed. Try again whenever you like.")
    REFUSED = (
        "refused",
        _("The other service did not let you in. Ask whoever looks after your account there; then try again."),
    )
    LOST = (
        "lost",
        _(
            "This answer was used already, or belongs to a sign-in that was begun in another browser or more than ten "
            "minutes ago. Begin again."
        ),
    )
    INVALID = (
        "invalid",
        _("What the other service said cannot be trusted. Nothing was changed; try again, and tell IQM if it stays."),
    )
    OTHER_ISSUER = (
        "other_issuer",
        _("The other service calls itself by another name than was set up. Nothing was changed; tell IQM."),
    )
    CLOCK = (
        "clock",
        _("The clock of the other service and ours differ. Nothing was changed; try again, and tell IQM if it stays."),
    )
    UNVERIFIED = (
        "unverified",
        _(
            "The other service does not say that your email address is proved to be yours. Nothing was changed; have "
            "it proved there, then try again."
        ),
    )
    OTHER_DOMAIN = (
        "other_domain",
        _(
            "Your email address there is not one that this service speaks for. Choose the account of your school "
            "there, or sign in here as you did before."
        ),
    )
    SECRET = "secret", _("We cannot read what we speak to the other service with. Nothing was changed; tell IQM.")
    OFF = "off", _("This way of signing in is switched off. Sign in with your password or passkey, or ask IQM.")
    UNKNOWN = (
        "unknown",
        _("There is no account here for this address. Make one with your email address first; then link the two."),
    )
    ELSEWHERE = (
        "elsewhere",
        _("One of the two is linked already, to another. Nothing was changed; choose another account there."),
    )
    OTHER_PERSON = (
        "other_person",
        _("You are no longer signed in here as who you were when you began. Nothing was changed; begin again."),
    )
    NOT_ASKED = (
        "not_asked",
        _(
            "The other service did not say that it asked you again, so this proves nothing yet. Sign out here and in "
            "again, or set up a passkey."
        ),
    )
