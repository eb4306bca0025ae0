"""A view is its owner's; one that is shared is read by everybody who holds a role at IQM."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.names import in_order

if TYPE_CHECKING:
    from iqm_coe.lists.models.saved_view import DefaultView, SavedView


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User) -> Self:
        """Their own; at IQM also what colleagues share."""
        shared = Q(is_shared=True) if user.iqm_roles else Q(pk__in=[])
        return self.filter(Q(owner=user) | shared)

    def for_list(self, user: User) -> Self:
        """With whose each is and whether the list opens with it for this person; one's own first."""
        defaults = apps.get_model("lists", "DefaultView").objects.filter(view=OuterRef("pk"), user=user)
        shown = self.select_related("owner").annotate(is_default=Exists(defaults), is_own=Q(owner=user))
        return shown.order_by(F("is_own").desc(), in_order(), "pk")


class DefaultViewQuerySet(models.QuerySet["DefaultView"]):
    def visible_to(self, user: User) -> Self:
        """Their own."""
        return self.filter(user=user)
