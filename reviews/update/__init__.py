"""The yearly review of a school and the update that is written for it."""
