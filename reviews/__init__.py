"""Reviews: the yearly update, the visit, the report. Room is kept for them; nothing stands here yet."""
