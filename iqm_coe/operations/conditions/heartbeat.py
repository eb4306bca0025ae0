"""Whether a part stands still, as pages, monitors and watchers ask it (R39d)."""

from datetime import datetime, timedelta

from iqm_coe.operations.models.heartbeat import Heartbeat

# A task that lives for longer is taken for one that never ends: the broker hands it out again then, too.
LONGEST_TASK = timedelta(hours=1)


def is_stuck(beat: Heartbeat, at: datetime) -> bool:
    """In the midst of one task for so long that nobody believes in its end."""
    return beat.busy_since is not None and at - beat.busy_since > LONGEST_TASK


def stands_still(beat: Heartbeat | None, at: datetime, *, after: timedelta) -> bool:
    """Silent for longer than that, never heard, or stuck. A word from the far future is none: a clock was set back."""
    return beat is None or abs(at - beat.at) > after or is_stuck(beat, at)
