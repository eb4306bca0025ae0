"""What pages of lists show."""
