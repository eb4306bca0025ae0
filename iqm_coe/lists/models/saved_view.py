"""A list as somebody keeps it: how it is narrowed and sorted, which columns it shows, under a name of their own."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from iqm_coe.lists.querysets.saved_view import DefaultViewQuerySet, SavedViewQuerySet

LONGEST_QUERY = 1500


class SavedView(models.Model):
    """What stands in the address of a list behind its name. It holds no rows: whoever opens it sees their own."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    route = models.CharField(max_length=60, help_text=_("The name of the list's address."))
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=LONGEST_QUERY, blank=True)
    is_shared = models.BooleanField(_("shared with everybody at IQM"), default=False)
    saved_at = models.DateTimeField()

    is_own: bool  # annotated by `for_list`
    is_default: bool  # annotated by `for_list`

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view of a list")
        constraints = [
            models.UniqueConstraint("owner", "route", Lower("name"), name="saved_view_named_once"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class DefaultView(models.Model):
    """The view with which a list opens for somebody; their own, or one that a colleague shares."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    route = models.CharField(max_length=60)
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="defaults")

    objects = DefaultViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("view with which a list opens")
        constraints = [models.UniqueConstraint(fields=["user", "route"], name="default_view_once_a_list")]

    def __str__(self) -> str:
        return str(self.view)
