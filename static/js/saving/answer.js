/* What an answer of the server means: one kind for each thing that can follow from it. */

const isRecord = (told) => typeof told === "object" && told !== null && !Array.isArray(told);

async function json(response) {
  if (!(response.headers.get("Content-Type") ?? "").includes("json")) return null;
  try {
    const told = await response.json();
    return isRecord(told) ? told : null;
  } catch {
    return null;
  }
}

function refusal(told) {
  const ofBoxes = Object.values(told.boxes ?? {}).flat();
  const words = [...new Set([told.refused, ...ofBoxes].filter(Boolean))];
  // The server's sentence often holds those of the boxes already.
  return words.filter((one, place) => !words.some((other, there) => there !== place && other.includes(one))).join(" ");
}

const trouble = { kind: "trouble", isOffline: false };
export const noAnswer = { kind: "trouble", isOffline: true };

export const isSignedOut = (response) => response.type === "opaqueredirect" || response.status === 401;

export async function understood(response) {
  if (isSignedOut(response)) return { kind: "signed_out" };
  const told = await json(response);
  if (response.status === 403 && !told) return { kind: "stale_token" };
  if (!told) return trouble;
  if (response.ok && isRecord(told.boxes)) {
    const isSave = Number.isInteger(told.turn);
    return { ...told, kind: isSave ? "taken" : "newest", clashes: Array.isArray(told.clashes) ? told.clashes : [] };
  }
  if (told.other_person) return { kind: "other_person" };
  if (told.signed_out) return { kind: "signed_out" };
  if (response.status < 500 && typeof told.refused === "string") {
    return { kind: "refused", words: refusal(told), boxes: told.boxes ?? {}, labels: told.labels ?? {} };
  }
  return trouble;
}
