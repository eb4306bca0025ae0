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
