"""The request behind a page of `lib` that is for whoever is signed in, whatever the room."""

from django.http import HttpRequest

from iqm_coe.lib.people import Person


class PersonsRequest(HttpRequest):
    """For the type checker alone, like `SignedInRequest`, by which the rooms know it."""

    user: Person
