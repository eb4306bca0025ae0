/* Three-way merge by lines, good enough for tests: what overlaps is null. */

function matches(base, other) {
  const table = Array.from({ length: base.length + 1 }, () => new Array(other.length + 1).fill(0));
  for (let b = base.length - 1; b >= 0; b -= 1) {
    for (let o = other.length - 1; o >= 0; o -= 1) {
      table[b][o] = base[b] === other[o] ? table[b + 1][o + 1] + 1 : Math.max(table[b + 1][o], table[b][o + 1]);
    }
  }
  const found = new Map();
  for (let b = 0, o = 0; b < base.length && o < other.length;) {
    if (base[b] === other[o]) found.set(b++, o++);
    else if (table[b + 1][o] >= table[b][o + 1]) b += 1;
    else o += 1;
  }
  return found;
}

const same = (one, other) => one.length === other.length && one.every((line, place) => line === other[place]);

function region(base, mine, theirs) {
  if (same(mine, base) || same(mine, theirs)) return theirs;
  return same(theirs, base) ? mine : null;
}

export function merged(baseText, mineText, theirsText) {
  if (mineText === baseText || mineText === theirsText) return theirsText;
  if (theirsText === baseText) return mineText;
  const [base, mine, theirs] = [baseText, mineText, theirsText].map((text) => text.split("\n"));
  const [inMine, inTheirs] = [matches(base, mine), matches(base, theirs)];
  const together = [];
  let from = [0, 0, 0];
  for (let line = 0; line <= base.length; line += 1) {
    const isEnd = line === base.length;
    if (!isEnd && !(inMine.has(line) && inTheirs.has(line))) continue;
    const to = isEnd ? [line, mine.length, theirs.length] : [line, inMine.get(line), inTheirs.get(line)];
    const part = region(base.slice(from[0], to[0]), mine.slice(from[1], to[1]), theirs.slice(from[2], to[2]));
    if (part === null) return null;
    together.push(...part, ...(isEnd ? [] : [base[line]]));
    from = to.map((place) => place + 1);
  }
  return together.join("\n");
}
