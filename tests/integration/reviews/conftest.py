"""Pages and flows are opened on the tests' Monday."""

from tests import scene, visits
from tests.monday import on_monday
from tests.worlds import world

forming = world(scene.forming)
ready = world(scene.ready)
submitted = world(scene.submitted)
active = world(scene.active)
opened = world(visits.opened)
agreed = world(visits.agreed)
recorded = world(visits.recorded)
checking = world(visits.checking)
factual = world(visits.factual)
confirmed = world(visits.confirmed)


__all__ = ["on_monday"]
