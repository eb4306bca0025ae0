"""A fault is written into the log once, with the keys of its address left out (F5)."""

import pytest

from iqm_coe.home.views import public

pytestmark = pytest.mark.django_db


def test_traceback_of_a_request_that_fails_is_written_once(client, caplog, monkeypatch) -> None:
    def breaks(request, *args, **kwargs):
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr("iqm_coe.home.views.public.render", breaks)
    assert public.render is breaks
    client.raise_request_exception = False
    assert client.get("/privacy/").status_code == 500
    assert caplog.text.count("Traceback") == 1
    assert [one.levelname for one in caplog.records if "/privacy/" in one.getMessage()].count("ERROR") == 1
