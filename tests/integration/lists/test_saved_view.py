"""Views of lists: kept under a name, shared at IQM, opened with, let go of; they hold no rows."""

import pytest
from django.test import Client
from django.urls import reverse

from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.lists.table import declared_lists, keepable_by
from iqm_coe.lists.flows import saved_view as flows
from iqm_coe.lists.models.saved_view import DefaultView, SavedView
from tests import scene
from tests.clock import NOW
from tests.integration.test_races import race
from tests.meta.cast import BACKEND
from tests.proofs_of_person import prove
from tests.worlds import world

LIST = "schools:schools"

pytestmark = pytest.mark.django_db
active = world(scene.active)


def browser(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    session = client.session
    prove(session, user)
    session.save()
    return client


def keep(by, name="Open ones", query="status=open", *, is_shared=False, is_default=False, route=LIST) -> SavedView:
    return flows.keep(route, name, query, is_shared=is_shared, is_default=is_default, by=by, at=NOW)


def test_view_is_kept_from_the_list_and_stands_above_it(active) -> None:
    client = browser(active.staff)
    page = client.get(reverse(LIST), {"status": "open", "sort": "-pupils", "column": "town", "page": "1"})
    keep_url = next(part for part in page.text.split('"') if part.startswith("/views/keep/"))

    form = client.get(keep_url.replace("&amp;", "&"))
    assert "Keep this view" in form.text
    told = {"route": LIST, "query": "status=open&sort=-pupils&column=town&page=3&as=csv", "name": "Large ones"}
    answer = client.post(reverse("lists:keep"), told)

    view = SavedView.objects.get()
    assert (view.name, view.query, view.is_shared) == ("Large ones", "status=open&sort=-pupils&column=town", False)
    assert answer.url == f"{reverse(LIST)}?{view.query}"
    shown = client.get(answer.url)
    assert shown.context["list"].sort == "-pupils"
    assert (
        f'<a href="{reverse(LIST)}?status=open&amp;sort=-pupils&amp;column=town" aria-current="page">Large ones</a>'
        in (shown.text)
    )


def test_without_a_view_there_is_nothing_to_choose_and_one_that_is_shared_says_so(active) -> None:
    client = browser(active.staff)
    assert 'class="list-views"' not in client.get(reverse(LIST)).text
    narrowed = client.get(reverse(LIST), {"status": "open"}).text
    assert 'class="list-views"' in narrowed
    assert "Keep this view" in narrowed

    keep(active.staff)
    assert '<span class="hint">shared</span>' not in client.get(reverse(LIST)).text
    keep(active.staff, "For all", is_shared=True)
    assert '<span class="hint">shared</span>' in client.get(reverse(LIST)).text


def test_view_of_the_same_name_is_replaced_whatever_its_case(active) -> None:
    first = keep(active.staff, "Open ones")

    again = keep(active.staff, "OPEN ONES", "status=closed")

    assert (again.pk, SavedView.objects.count()) == (first.pk, 1)
    assert SavedView.objects.get().query == "status=closed"
    assert keep(active.staff, "Open ones", "q=x", route="membership:centres").pk != first.pk


def test_shared_view_is_for_iqm_alone(active) -> None:
    other, coordinator = scene.iqm_person("Una", "finance"), active.lead.coordinator
    mine, shared = keep(active.staff, "Mine"), keep(active.staff, "Ours", is_shared=True)

    assert set(SavedView.objects.visible_to(active.staff)) == {mine, shared}
    assert list(SavedView.objects.visible_to(other)) == [shared]
    assert list(SavedView.objects.visible_to(coordinator)) == []
    assert "Ours" in browser(other).get(reverse(LIST)).text
    assert "Ours" not in browser(coordinator).get(reverse(LIST)).text
    with pytest.raises(NotPermitted):
        keep(coordinator, "For all", is_shared=True)
    form = browser(coordinator).get(reverse("lists:keep"), {"route": LIST}).text
    assert "Share it" not in form


def test_list_opens_with_what_was_chosen_and_with_all_rows_where_one_asks(active) -> None:
    client, url = browser(active.staff), reverse(LIST)
    view = keep(active.staff, is_default=True)

    assert client.get(url).url == f"{url}?status=open"
    assert client.get(f"{url}?all=1").status_code == 200
    assert client.get(f"{url}?q=").status_code == 200
    assert client.get(f"{url}?as=csv").status_code == 200
    assert browser(scene.iqm_person("Una", "staff")).get(url).status_code == 200
    client.post(reverse("lists:open_plain", args=[view.pk]))
    assert client.get(url).status_code == 200
    client.post(reverse("lists:open_with", args=[view.pk]))
    assert client.get(url).status_code == 302
    assert DefaultView.objects.count() == 1


def test_view_that_is_shared_no_longer_opens_nothing_for_others(active) -> None:
    other = scene.iqm_person("Una", "staff")
    view = keep(active.staff, is_shared=True)
    flows.open_with(view, by=other)
    assert browser(other).get(reverse(LIST)).status_code == 302

    keep(active.staff, is_shared=False)

    assert browser(other).get(reverse(LIST)).status_code == 200


def test_view_is_let_go_of_by_its_owner_and_a_shared_one_by_an_administrator(active) -> None:
    other, ada = scene.iqm_person("Una", "staff"), scene.iqm_person("Ada", "administrator")
    mine, shared = keep(active.staff, "Mine", is_default=True), keep(active.staff, "Ours", is_shared=True)
    for view, by in ((shared, other), (mine, ada)):
        with pytest.raises(NotPermitted):
            flows.drop(view, by=by)

    flows.drop(mine, by=active.staff)
    flows.drop(shared, by=ada)

    assert not SavedView.objects.exists()
    assert not DefaultView.objects.exists()
    with pytest.raises(Refused, match="gone already"):
        flows.drop(mine, by=active.staff)


@pytest.mark.parametrize("query", ["q=" + "x" * 1600, "&".join(f"column=c{n}" for n in range(400))])
def test_view_that_is_too_long_is_refused_and_nothing_is_kept(active, query) -> None:
    with pytest.raises(Refused, match="Nothing was kept"):
        keep(active.staff, query=query)

    assert not SavedView.objects.exists()


def test_there_are_only_so_many_views_of_a_list(active) -> None:
    for number in range(flows.MOST_VIEWS):
        keep(active.staff, f"View {number}")

    with pytest.raises(Refused, match="let go of one first"):
        keep(active.staff, "One more")
    keep(active.staff, "View 3", "q=again")

    assert SavedView.objects.count() == flows.MOST_VIEWS


def test_no_list_of_that_name_keeps_nothing(active) -> None:
    client = browser(active.staff)

    answer = client.post(reverse("lists:keep"), {"route": "accounts:nowhere\x00", "name": "x", "query": ""})

    assert answer.status_code == 200
    assert "There is no such list" in answer.text
    assert not SavedView.objects.exists()
    assert client.get(reverse("lists:keep")).status_code == 200


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "=1+1", "\u202eevil", "a" * 60])
def test_name_of_a_view_is_inert(active, name) -> None:
    keep(active.staff, name, is_shared=True)

    page = browser(active.staff).get(f"{reverse(LIST)}?status=open").text

    assert "<script>alert" not in page


@pytest.mark.django_db(transaction=True)
def test_one_name_kept_twice_at_once_is_one_view() -> None:
    staff = scene.iqm_person("Sam", "staff")

    race(lambda: keep(staff), lambda: keep(staff, query="status=closed"))

    assert SavedView.objects.count() == 1


def test_nobody_keeps_a_view_of_a_list_that_does_not_open_to_them(active) -> None:
    """Asked of every list and of people of all sorts, as the page itself answers."""
    people = [active.staff, active.adviser, active.lead.coordinator, scene.iqm_person("Una", "finance")]
    for user in people:
        client = browser(user)
        for route in declared_lists():
            is_open = client.get(reverse(route)).status_code == 200
            page = keepable_by(user, route)
            assert (page is not None) == is_open, (user.name, route)


def test_list_says_that_its_view_names_a_choice_that_is_gone(active) -> None:
    client = browser(active.staff)
    keep(active.staff, "Gone", "status=lost", is_default=True)

    page = client.get(reverse(LIST), follow=True).text

    assert "The view “Gone” names somebody or something that is not there any longer" in page
    assert "Lead School" in page
