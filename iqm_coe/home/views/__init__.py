"""The views of the frame, one file a screen family."""
