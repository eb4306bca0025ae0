"""Settings: what holds everywhere in base, and what differs in dev, test and prod."""
