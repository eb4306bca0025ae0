"""Pages and flows are opened on the tests' Monday."""

from tests import scene
from tests.monday import on_monday
from tests.worlds import world

forming = world(scene.forming)
ready = world(scene.ready)
submitted = world(scene.submitted)
active = world(scene.active)


__all__ = ["on_monday"]
