"""Django looks for tables here: each noun has a file of its own."""

from iqm_coe.operations.models import fault, heartbeat, incident, schedule, trail

__all__ = ["fault", "heartbeat", "incident", "schedule", "trail"]
