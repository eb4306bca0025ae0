"""The servers that pages and workers stand on, asked whether they answer."""

import uuid

from celery import current_app
from django.core.cache import cache
from django.db import connection
from django.utils.translation import gettext as _

from iqm_coe.operations.enums import QUEUES
from iqm_coe.operations.proving import Unproved

BROKER_PATIENCE = 2  # seconds


def database() -> str:
    """Raises what the database raises."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version')")
        (version,) = cursor.fetchone()
    return _("PostgreSQL %s answers.") % str(version)


def shared_cache() -> str:
    """Written, read back, taken away. Raises Unproved, or what the cache raises."""
    key, word = f"proof:{uuid.uuid4()}", str(uuid.uuid4())
    cache.set(key, word, 60)
    found = cache.get(key)
    cache.delete(key)
    if found != word:
        raise Unproved(_("What was written could not be read back."))
    return _("It keeps what is written.")


def queue_lengths() -> dict[str, int]:
    """How many tasks wait in each queue. Raises what the broker raises."""
    with current_app.connection_for_read(connect_timeout=BROKER_PATIENCE) as line:
        line.ensure_connection(max_retries=1, timeout=BROKER_PATIENCE)
        client = line.default_channel.client
        return {queue.value: int(client.llen(queue.value)) for queue in QUEUES}


def broker() -> str:
    """Raises what the broker raises."""
    lengths = ", ".join(f"{queue} {length}" for queue, length in queue_lengths().items())
    return _("It answers. Tasks that wait: %s.") % lengths
