"""The yearly review: three rooms, each an app of its own."""
