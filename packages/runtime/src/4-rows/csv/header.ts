// The names in a CSV header, or in the converter's settings, to the keys of the rows: each its own, none empty.

/**
 * An empty name becomes `column_<n>`, counted from 1; a name seen before gets `_2`, `_3` …, so that the first keeps its name and
 * no cell is lost (D). A made name that a later column bears itself goes on to the next number.
 */
export function columnKeys(names: readonly string[]): readonly string[] {
  const taken = new Set(names.filter((name) => name !== ""));
  const used = new Set<string>();
  return names.map((name, i) => {
    if (name !== "" && !used.has(name)) {
      used.add(name);
      return name;
    }
    const stem = name === "" ? `column_${i + 1}` : name;
    let key = stem;
    for (let n = 2; taken.has(key) || used.has(key); n += 1) key = `${stem}_${n}`;
    used.add(key);
    return key;
  });
}
