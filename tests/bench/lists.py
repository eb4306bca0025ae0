"""Every declared list."""

from django.test import Client
from django.urls import reverse

from iqm_coe.accounts.models.user import User
from tests.bare_stack import STOCK
from tests.bench.measuring import (
    BARE,
    MOST_TIMES_BARE,
    OF_SCHOOLS,
    Gate,
    bare_call,
    compare,
    person_of_the_demo,
    queries_of,
    signed_in_with_factor,
)
from tests.readers_of_lists import LISTS, READERS

MOST_QUERIES = 12
# By the demo's name; the office's lists are opened by whoever sees all that the benchmark has added.
OPENED_BY = {"finance": "fiona", "coordinator": "clara", "administrator": "ada"}
# With the same rows; all others are measured against the bare page of 25 schools.
BARE_OF = {
    "schools:schools": OF_SCHOOLS,
    "membership:centres": "/bare/centres/",
    "application:applications": "/bare/applications/",
    "year:plans": "/bare/plans/",
    "update:reviews": "/bare/reviews/",
    "notifications:outbox": "/bare/outbox/",
}
ASKED_OTHERWISE = {"schools, last page": "?page=8", "schools, searched": "?q=primary+school"}


def lists_against_bare(gate: Gate, staff: User) -> None:
    """A list that is declared is in it at once."""
    clients = {kind: signed_in_with_factor(person_of_the_demo(name)) for kind, name in OPENED_BY.items()}
    clients["staff"] = signed_in_with_factor(staff)
    for route in LISTS:
        list_against_bare(gate, route, clients[READERS[route]], reverse(route), BARE_OF.get(route, OF_SCHOOLS))
    for name, query in ASKED_OTHERWISE.items():
        list_against_bare(gate, name, clients["staff"], f"{reverse('schools:schools')}{query}", f"{OF_SCHOOLS}{query}")


def list_against_bare(gate: Gate, name: str, client: Client, url: str, bare_url: str) -> None:
    gate.check(f"{name}: queries", queries_of(client, url), MOST_QUERIES)
    bare, rows = bare_call(client, bare_url), client.get(url).text.count('<th scope="row"')
    if name in {*BARE_OF, *ASKED_OTHERWISE}:
        assert_as_many_rows(client, rows, bare_url)
    ours, theirs = compare(lambda: client.get(url), bare)
    seen = f"{rows} rows, {ours * 1000:.1f} ms : {theirs * 1000:.1f} ms"
    gate.check(f"{name}: times a bare page ({seen})", ours / theirs, MOST_TIMES_BARE)


def assert_as_many_rows(client: Client, shown: int, bare_url: str) -> None:
    """A page that shows nothing is compared with nothing: both are full, or hold the rest of the same list."""
    with BARE:
        bare = Client()
        bare.force_login(User.objects.get(pk=client.session["_auth_user_id"]), backend=STOCK)
        assert shown >= bare.get(bare_url).text.count("<tr>") > 0, (bare_url, shown)
