"""People: who they are, what they hold at IQM, and the trail of everything that happened."""
