"""Views of lists are kept, opened with, and let go of."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.lists.table import Keepable, keepable_by
from iqm_coe.lib.permissions import require
from iqm_coe.lists.models.saved_view import LONGEST_QUERY, DefaultView, SavedView

MOST_VIEWS = 40  # of one person and list: what one still finds one's way among


def _told(page: Keepable, query: str) -> str:
    """Raises Refused where it is too long to be kept."""
    kept = page.query(query)
    if len(kept) > LONGEST_QUERY:
        raise Refused(_("What the list is narrowed by is too long to be kept. Nothing was kept; shorten the words."))
    return kept


@transaction.atomic
def keep(route: str, name: str, query: str, *, is_shared: bool, is_default: bool, by: User, at: datetime) -> SavedView:
    """Keep how the list stands now under this name; one of the same name is replaced. Raises Refused."""
    require(by, "lists.share_view" if is_shared else "lists.keep_view")
    page = keepable_by(by, route)
    if page is None:
        raise Refused(_("There is no such list. Nothing was kept."))
    User.objects.select_for_update().get(pk=by.pk)  # two savings of one person follow each other
    mine = SavedView.objects.filter(owner=by, route=route)
    view = mine.filter(Q(name__reads_as=name) | Q(name=name)).first()
    if view is None:
        if mine.count() >= MOST_VIEWS:
            words = _("You keep %d views of this list already. Nothing was kept; let go of one first.")
            raise Refused(words % MOST_VIEWS)
        view = SavedView(owner=by, route=route)
    view.name, view.query, view.is_shared, view.saved_at = name, _told(page, query), is_shared, at
    view.save()
    if is_default:
        open_with(view, by=by)
    return view


@transaction.atomic
def open_with(view: SavedView, *, by: User) -> None:
    """The list opens with this view for the person from now on."""
    require(by, "lists.keep_view", view)
    DefaultView.objects.update_or_create(user=by, route=view.route, defaults={"view": view})


@transaction.atomic
def open_plain(route: str, *, by: User) -> None:
    """The list opens as it stands by itself again."""
    require(by, "lists.keep_view")
    DefaultView.objects.filter(user=by, route=route).delete()


@transaction.atomic
def drop(view: SavedView, *, by: User) -> None:
    """Let go of a view, for everybody who used it."""
    fresh = SavedView.objects.select_for_update(of=("self",)).filter(pk=view.pk).first()
    if fresh is None:
        raise Refused(_("This view is gone already. Nothing was changed."))
    require(by, "lists.drop_view", fresh)
    fresh.delete()
