"""The journeys of accounts: roles at IQM, invitations, one's own profile, settings."""
