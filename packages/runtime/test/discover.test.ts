// Which keys are ingested: the pattern on the whole key or on what follows the prefix, and no folder markers.
import { describe, expect, it } from "vitest";
import { isFolderMarker, keyFilter } from "../src/1-discover/filter.ts";

const pattern = (source: string, flags = "u") => ({ java: source, source: `^(?:${source})$`, flags });

describe("keyFilter", () => {
  const cases: readonly (readonly [source: string, prefix: string, key: string, accepted: boolean])[] = [
    [String.raw`data/.*\.json`, "data/", "data/a.json", true],
    [String.raw`\w+\.json`, "data/", "data/a.json", true],
    [String.raw`\w+\.json`, "", "data/a.json", true],
    [String.raw`\w+\.json`, "", "data/x/a.json", true],
    [String.raw`x/\w+\.json`, "", "data/x/a.json", false],
    [String.raw`\w+\.json`, "data/", "data/a.json.gz", false],
    [String.raw`\w+\.json`, "data/", "data/x/a.json", true],
    [String.raw`\w+\.json`, "data/", "data/x/a.json/", false],
    ["", "data/", "data/", true],
    ["b", "a", "ab", true],
    ["b", "a", "xb", false],
  ];
  it.each(cases)("/%s/ under %j: %j is %s", (source, prefix, key, accepted) => {
    expect(keyFilter(pattern(source), prefix)(key)).toBe(accepted);
  });

  it("takes every key without a pattern", () => {
    expect(keyFilter(undefined, "p/")("q")).toBe(true);
  });

  it("gives the same answer each time, whatever the flags", () => {
    const accepts = keyFilter(pattern("a+", "gy"), "");
    expect([accepts("aaa"), accepts("aaa"), accepts("aaa")]).toEqual([true, true, true]);
  });
});

it("tells folder markers from empty files and from files in odd places", () => {
  expect([isFolderMarker("a/", 0), isFolderMarker("a", 0), isFolderMarker("a/", 1)]).toEqual([true, false, false]);
});
