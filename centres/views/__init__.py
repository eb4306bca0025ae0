"""The screens of Centres, one file a family."""
