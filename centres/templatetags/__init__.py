"""Template tags of Centres."""
