"""Servers that close, limit, hang and drop: nothing twice, nothing lost, nothing called uncertain that is known, and
nothing failed for good while the server lives (R40f, R40k).
"""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from iqm_coe.notifications.flows import delivery
from iqm_coe.notifications.models.outbox import Delivery
from iqm_coe.notifications.models.server import MailServer
from tests.clock import NOW
from tests.factories.notifications import DeliveryFactory
from tests.integration.notifications.servers import Rude, listening
from tests.whole import in_turns

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R40k")]

MAILS = 30


class Minutes:
    """The product's clock: what is waited for passes at once; between two passes time goes to the next thing due."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        self.at += timedelta(milliseconds=1)
        return self.at

    def go_on(self) -> bool:
        """To the next instant at which there is something to do; False when nothing waits."""
        row = Delivery.objects.in_status("queued").order_by("next_attempt_at").first()
        if row is None:
            return False
        rests = MailServer.objects.values_list("rests_until", flat=True).first()
        self.at = max(self.at, row.next_attempt_at, rests or NOW)
        return True


def deliver_all(clock: Minutes, *, most: int = 200) -> int:
    """Pass after pass until nothing waits; returns how many it took."""
    for passes in range(most):
        if not clock.go_on():
            return passes
        delivery.deliver_everything_due(clock)
    raise AssertionError(f"{Delivery.objects.in_status('queued').count()} still wait after {most} passes")


def statuses() -> Counter[str]:
    return Counter(row.status.value for row in Delivery.objects.all())


@pytest.fixture
def rude(nobody_listens):
    """Start a server that fails in its own way."""
    started = []

    def start(**how) -> Rude:
        server = listening(Rude(**how), nobody_listens)
        started.append(server)
        return server.__enter__()

    yield start
    for server in started:
        server.__exit__(None, None, None)


LIVES = {
    "closes after 10": {"closes_after": 10},
    "closes after each": {"closes_after": 1},
    "421 after 10": {"says_421_after": 10},
    "greeting hangs twice": {"greeting_hangs": 2},
    "turned away at the door": {"refuses_lines": 3},
    "ends at MAIL": {"drops_before": "MAIL", "drops_before_times": 7},
    "ends at RCPT": {"drops_before": "RCPT", "drops_before_times": 7},
    "ends at DATA": {"drops_before": "DATA", "drops_before_times": 7},
    "limits at MAIL": {"a_window": 5, "window": 0.15},
    "limits at RCPT": {"a_window": 5, "window": 0.15, "limit_at": "RCPT"},
    "limits at DATA": {"a_window": 5, "window": 0.15, "limit_at": "DATA"},
    "limits with 421": {"a_window": 5, "window": 0.15, "limit_code": "421 4.7.0 too many"},
    "limits with 452 at RCPT": {"a_window": 5, "window": 0.15, "limit_at": "RCPT", "limit_code": "452 4.3.1 busy"},
    "slow": {"seconds_a_mail": 0.02},
}


@in_turns(4)
@pytest.mark.parametrize("how", LIVES.values(), ids=LIVES)
def test_server_that_lives_takes_every_mail_once(rude, how) -> None:
    server, rows = rude(**how), [DeliveryFactory() for _ in range(MAILS)]

    deliver_all(Minutes())

    assert server.taken == Counter(row.mail_id for row in rows)
    assert statuses() == {"sent": MAILS}
    assert not MailServer.objects.filter(troubled_since__isnull=False).exists()


@pytest.mark.rule("R40f")
@pytest.mark.parametrize("how", [{"drops_data": 1}, {"hangs_data": 1}], ids=["drop", "hang"])
def test_line_that_breaks_after_the_text_leaves_that_mail_uncertain_and_sends_the_others(rude, how) -> None:
    server = rude(**how)
    for _ in range(MAILS):
        DeliveryFactory()

    delivery.deliver_everything_due(Minutes())

    assert statuses() == {"uncertain": 1, "sent": MAILS - 1}
    uncertain = Delivery.objects.get(uncertain_at__isnull=False)
    assert server.read[uncertain.mail_id] == 1
    assert uncertain.mail_id not in server.taken
    assert set(server.taken.values()) == {1}


def test_server_that_answers_no_text_is_left_alone_after_two(rude) -> None:
    rude(drops_data=1000)
    for _ in range(MAILS):
        DeliveryFactory()

    delivery.deliver_everything_due(Minutes())

    assert statuses() == {"uncertain": 2, "queued": MAILS - 2}


def test_server_that_is_away_for_days_costs_no_mail_a_try(nobody_listens) -> None:
    for _ in range(3):
        DeliveryFactory()
    clock, ends = Minutes(), NOW + timedelta(days=3)
    while clock.at < ends:
        clock.at += timedelta(hours=2)
        delivery.deliver_everything_due(clock)
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {0}
    with listening(Rude(), nobody_listens) as server:
        deliver_all(clock)
    assert (len(server.taken), statuses()) == (3, {"sent": 3})


def test_limit_counts_against_no_letter(rude) -> None:
    """The mails of one minute's rest are where they were; what is refused to all is no fault of theirs."""
    rude(a_window=5, window=60)
    for _ in range(MAILS):
        DeliveryFactory()

    for _ in range(4):
        clock = Minutes()
        MailServer.objects.update(rests_until=NOW)
        delivery.deliver_everything_due(clock)

    assert statuses() == {"sent": 5, "queued": MAILS - 5}
    assert set(Delivery.objects.in_status("queued").values_list("attempts", flat=True)) == {0}


def test_while_the_server_rests_nothing_is_tried_and_a_page_says_so(rude, client) -> None:
    server = rude(refuses_lines=1)
    DeliveryFactory()
    delivery.deliver_everything_due(lambda: NOW)
    delivery.deliver_everything_due(lambda: NOW + timedelta(seconds=29))
    assert (server.lines, statuses()) == (1, {"queued": 1})
    row = MailServer.objects.get()
    assert (row.troubled_since, row.rests_until) == (NOW, NOW + timedelta(seconds=30))
    assert "421" in row.last_error


def test_each_mail_has_its_own_instant(rude) -> None:
    """A long pass is no worker that died: what it takes late was claimed late (M2)."""
    rude()
    for _ in range(5):
        DeliveryFactory()
    hours = iter(NOW + timedelta(minutes=4 * step) for step in range(1000))

    delivery.deliver_everything_due(lambda: next(hours))

    rows = Delivery.objects.order_by("sent_at")
    assert len(set(rows.values_list("claimed_at", flat=True))) == 5
    assert all(row.sent_at - row.claimed_at < timedelta(minutes=30) for row in rows)


def test_sign_in_mail_goes_before_what_was_written_earlier(rude) -> None:
    server = rude()
    for _ in range(10):
        DeliveryFactory()
    DeliveryFactory(address="late@people.example", urgency=2, next_attempt_at=NOW - timedelta(days=1))
    DeliveryFactory(address="locked.out@people.example", urgency=0)

    delivery.deliver_everything_due(Minutes())

    assert (server.order[0], server.order[-1]) == ("locked.out@people.example", "late@people.example")
