// Finds the known name that a misspelled name most likely stands for.

/**
 * The candidate nearest to `name`: preferably the same letters in another case, else the one at the smallest edit distance
 * (a swap of neighbours counts as one edit), up to a third of the longer name's length. Undefined if none is near.
 */
export function suggest(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  const folded = fold(name);
  if (name.length > 64) return undefined;
  for (const candidate of candidates) {
    if (candidate === name) continue;
    if (Math.abs(candidate.length - name.length) > Math.max(1, Math.max(candidate.length, name.length) / 3 + 2))
      continue;
    if (Math.abs(candidate.length - name.length) > Math.max(1, Math.floor(Math.max(name.length, candidate.length) / 3)))
      continue;
    const distance = fold(candidate) === folded ? 0.5 : editDistance(folded, fold(candidate));
    const limit = Math.max(1, Math.floor(Math.max(name.length, candidate.length) / 3));
    if (distance <= limit && distance < bestDistance && distance < Math.max(name.length, candidate.length)) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[-_ ]/g, "");
}

function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    before = previous;
    previous = row;
  }
  return previous[b.length] ?? 0;
}
