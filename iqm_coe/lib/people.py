"""A person, as `lib` knows one: it stands below the room that keeps them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import _User as Person  # to the type checker the class of AUTH_USER_MODEL
else:
    from django.contrib.auth.base_user import AbstractBaseUser as Person

__all__ = ["Person"]
