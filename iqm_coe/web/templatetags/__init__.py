"""Template tags for the frame of every page."""
