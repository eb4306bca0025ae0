/* When a text is sent: soon after the last key, not too long after the first, and again and again while it fails. */

const SECOND = 1000;
export const AFTER_LAST_KEY = 2 * SECOND;
export const AFTER_FIRST_KEY = 10 * SECOND;
export const PATIENCE = 30 * SECOND;
export const SLEEP = 5 * 60 * SECOND;
const AGAIN = [2, 5, 10, 30, 60].map((seconds) => seconds * SECOND);

export const dueAt = (firstKey, lastKey) => Math.min(lastKey + AFTER_LAST_KEY, firstKey + AFTER_FIRST_KEY);

/* How long to wait after so many failures in a row. */
export const pause = (failures) => AGAIN[Math.min(Math.max(failures, 1), AGAIN.length) - 1];
