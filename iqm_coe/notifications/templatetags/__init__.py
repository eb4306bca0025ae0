"""Template filters for mails."""
