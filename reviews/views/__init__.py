"""The screens of reviews, one file a family."""
