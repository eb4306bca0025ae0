"""Schools: who they are, who speaks for them, and the awards they hold."""
