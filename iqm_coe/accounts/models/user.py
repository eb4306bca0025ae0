"""A person with a sign-in of their own; there are no shared ones."""

from functools import cached_property
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.querysets import UserQuerySet
from iqm_coe.accounts.validators import validate_time_zone
from iqm_coe.lib.cleaning import one_line
from iqm_coe.lib.names import in_order, resembles_index, says_index
from iqm_coe.lib.personal import DOMAIN


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]  # a class made at run time
    """Makes people with a normalised address and a hashed, or no, password."""

    def create_user(self, email: str, name: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), name=one_line(name), **fields)
        user.set_password(password)
        user.full_clean()
        user.save(using=self._db)
        return user  # type: ignore[no-any-return]  # the manager's model is User


class User(AbstractBaseUser):
    """A person. What they may do follows from their roles alone: there is no superuser flag."""

    email = models.EmailField(_("email address"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    phone = models.CharField(
        _("telephone"),
        max_length=30,
        blank=True,
        help_text=_("Shown to IQM, and to those with whom you share a school or a Centre."),
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/London", validators=[validate_time_zone]
    )
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    sessions_ended = models.PositiveIntegerField(
        default=0, help_text=_("How often all sessions of this person were ended; a session begun before is over.")
    )
    passkey_put_off_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When this person said that they want no passkey now.")
    )

    kinds_of_role: list[str]  # annotated by `with_roles`, as the next by `with_standing`
    has_second_factor: bool

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_whatever_its_case"),
            models.CheckConstraint(condition=~models.Q(name=""), name="user_has_a_name"),
        ]
        indexes = [
            says_index("name", "user_by_what_the_name_says"),
            says_index("email", "user_by_what_the_address_says"),
            resembles_index("name", "user_by_a_name_like_it"),
            models.Index(in_order(), "id", name="user_by_name_in_order"),
        ]

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What each session holds: another one after each end of all sessions, as after a new password."""
        held = f"{self.sessions_ended} {self.password}"
        return salted_hmac("what a session holds", held, secret=secret, algorithm="sha256").hexdigest()

    @property
    def is_erased(self) -> bool:
        """Whether the row stands under a pseudonym: there is no person any more who could come back (R46)."""
        return self.email.endswith(f"@{DOMAIN}")

    @property
    def roles_in_words(self) -> str:
        """The roles held at IQM now, of rows that came with them (`for_list`)."""
        return ", ".join(str(kind.label) for kind in IqmRoleKind if kind in self.kinds_of_role)

    def get_full_name(self) -> str:
        return self.name

    @cached_property
    def iqm_roles(self) -> frozenset[str]:
        """The kinds of IQM role this person holds; read once a request, so a leaver loses them on the next."""
        return frozenset(self.iqm_role_set.live().values_list("kind", flat=True))
