"""What a page asks once, and what is asked anew."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from iqm_coe.lib.per_request import answered_at_once, answered_per_request, per_request
from iqm_coe.web.middleware import PerRequestMiddleware


@pytest.fixture
def asked():
    """Answers with 1, 2, 3 …: one more each time it is asked."""
    answers = []

    def ask() -> int:
        answers.append(None)
        return len(answers)

    return ask


def test_once_asks_anew_where_nobody_reads_a_page(asked) -> None:
    assert [per_request("a", asked), per_request("a", asked)] == [1, 2]


def test_once_asks_once_for_a_key_while_a_page_is_read(asked) -> None:
    with answered_per_request():
        assert [per_request("a", asked), per_request("a", asked), per_request("b", asked), per_request("a", asked)] == [
            1,
            1,
            2,
            1,
        ]


def test_one_reading_asks_once_by_itself_and_takes_the_answers_of_the_page_that_it_is_part_of(asked) -> None:
    with answered_at_once():
        assert [per_request("a", asked), per_request("a", asked)] == [1, 1]
    with answered_per_request():
        per_request("a", asked)
        with answered_at_once():
            assert per_request("a", asked) == 2
        assert per_request("a", asked) == 2
    assert per_request("a", asked) == 3


def test_once_forgets_at_the_end_of_the_page_also_after_an_error(asked) -> None:
    def stop_halfway() -> None:
        with answered_per_request():
            per_request("a", asked)
            raise ValueError("halfway")

    with pytest.raises(ValueError, match="halfway"):
        stop_halfway()
    assert per_request("a", asked) == 2


@pytest.mark.rule("R5b")
@pytest.mark.parametrize(
    ("method", "answers"), [("get", [1, 1]), ("head", [1, 1]), ("post", [1, 2]), ("put", [1, 2]), ("delete", [1, 2])]
)
def test_only_a_request_that_reads_asks_once(asked, method, answers) -> None:
    seen = []

    def view(request):
        seen.extend([per_request("a", asked), per_request("a", asked)])
        return HttpResponse()

    PerRequestMiddleware(view)(getattr(RequestFactory(), method)("/"))

    assert seen == answers


@pytest.mark.rule("R5b")
def test_the_next_request_asks_anew(asked) -> None:
    seen = []

    def view(request):
        seen.append(per_request("a", asked))
        return HttpResponse()

    for _request in range(2):
        PerRequestMiddleware(view)(RequestFactory().get("/"))

    assert seen == [1, 2]
