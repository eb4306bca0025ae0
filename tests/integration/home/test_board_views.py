"""Views of the year board: kept, shared, opened with and let go of as those of every list."""

import pytest
from django.urls import reverse

from iqm_coe.lib.errors import Refused
from iqm_coe.lists.flows import saved_view as flows
from iqm_coe.lists.models.saved_view import SavedView
from tests import scene
from tests.clock import NOW
from tests.integration.home.test_board import Office, client_of
from tests.worlds import world

BOARD = "home:board"
office = world(Office)
pytestmark = pytest.mark.django_db


def keep(by, name="Late in Wales", query="late=any&nation=Wales", **told) -> SavedView:
    return flows.keep(BOARD, name, query, **{"is_shared": False, "is_default": False, **told}, by=by, at=NOW)


def test_view_is_kept_from_the_board_and_stands_above_it(office) -> None:
    client, url = client_of(office.staff), reverse(BOARD)
    shown = client.get(url, {"late": "any", "group": "stage", "q": "", "page": "1", "open": office.ash.pk}).text
    keep_url = next(part for part in shown.split('"') if part.startswith("/views/keep/")).replace("&amp;", "&")

    form = client.get(keep_url)
    assert "Year board" in form.text
    told = {"name": "By stage", **form.context["form"].initial}
    answer = client.post(reverse("lists:keep"), told)

    view = SavedView.objects.get()
    assert (view.route, view.query) == (BOARD, "late=any&group=stage")
    assert answer.url == f"{url}?late=any&group=stage"
    page = client.get(answer.url).text
    assert f'<a href="{url}?late=any&amp;group=stage" aria-current="page">By stage</a>' in page


def test_board_opens_with_what_was_chosen_and_with_all_where_one_asks(office) -> None:
    client, url = client_of(office.staff), reverse(BOARD)
    keep(office.staff, is_default=True)

    assert client.get(url).url == f"{url}?late=any&nation=Wales"
    everything = client.get(f"{url}?late=any")
    assert 'href="?all=1"' in everything.text  # the chip of all leads by no view
    assert client.get(f"{url}?all=1").status_code == 200
    assert client_of(office.administrator).get(url).status_code == 200


def test_shared_one_is_for_colleagues(office) -> None:
    keep(office.staff, is_shared=True)
    keep(office.staff, "Mine alone")

    page = client_of(office.administrator).get(reverse(BOARD)).text

    assert "Late in Wales" in page
    assert "Mine alone" not in page


def test_whoever_may_not_read_the_board_opens_it_by_no_view(office) -> None:
    """Nor keeps one of it: to them it is a list that there is not."""
    adviser = office.adviser
    with pytest.raises(Refused, match="There is no such list"):
        keep(adviser, is_default=True)
    assert "Year board" not in client_of(adviser).get(reverse("lists:keep"), {"route": BOARD}).text
    assert not SavedView.objects.exists()
    view = SavedView.objects.create(owner=adviser, route=BOARD, name="Mine", query="late=any", saved_at=NOW)
    flows.open_with(view, by=adviser)

    assert client_of(adviser).get(reverse(BOARD)).status_code == 403
    assert client_of(scene.person("Nina")).get(reverse(BOARD)).status_code == 403


def test_sign_that_no_page_takes_is_never_kept_and_never_opened_with(office) -> None:
    client, url = client_of(office.staff), reverse(BOARD)
    view = keep(office.staff, query="q=%00&late=any", is_default=True)
    assert view.query == "late=any"

    SavedView.objects.update(query="q=%00&late=any")  # as it was kept before

    assert client.get(url).url == f"{url}?late=any"
    shown = client.get(url, follow=True)
    assert shown.status_code == 200
    assert "%00" not in shown.text


def test_of_two_values_of_one_choice_the_last_is_kept_as_the_form_reads_it(office) -> None:
    assert keep(office.staff, query="late=any&nation=Wales&late=visit").query == "nation=Wales&late=visit"


def test_view_that_names_somebody_who_is_gone_says_so_and_shows_the_rest(office) -> None:
    client = client_of(office.staff)
    keep(office.staff, "By Ruth", query="adviser=99999", is_default=True)
    keep(office.staff, "Late ones", query="late=any")

    page = client.get(reverse(BOARD), follow=True).text

    assert "The view “By Ruth” names somebody or something that is not there any longer" in page
    assert "Delete this view" in page
    assert "Ash" in page
    assert "not there any longer" not in client.get(reverse(BOARD), {"late": "any"}).text
