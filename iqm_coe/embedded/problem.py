"""What went wrong, in words for the person who typed the command: printed without a traceback."""


class LauncherError(Exception):
    """An expected problem; its text says what it is and what to do."""
