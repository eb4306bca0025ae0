"""Questions that flows, pages and lists of tasks ask alike."""
