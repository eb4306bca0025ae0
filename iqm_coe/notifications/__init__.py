"""Mail: an outbox written with the cause, and a worker that delivers it."""
