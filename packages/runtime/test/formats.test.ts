// What the definitions of formats and compression types say holds for the code that derives from them.
import { COMPRESSIONS, FILE_TYPES, FORMATS, formatOfName } from "@heddle/compiler/language";
import { describe, expect, test } from "vitest";
import { describe as describeBytes, isNoText, isPlain, sniff } from "../src/3-decompress/magic.ts";
import { ROW_FORMATS } from "../src/4-rows/formats.gen.ts";
import type { FormatDefinition } from "../../compiler/src/formats/define.ts";

const formats: readonly FormatDefinition[] = FORMATS;

test("every format has both halves, and one is the default", () => {
  expect(Object.keys(ROW_FORMATS).toSorted()).toEqual(FILE_TYPES.toSorted());
  expect(formats.filter(({ isDefault }) => isDefault === true)).toEqual([formats[0]]);
});

describe.each(formats)("$name", ({ name, title, extensions, magic = [], settings }) => {
  test.each(extensions)("is known by %s, compressed or not", (extension) => {
    expect(formatOfName(`a/B.c${extension}`)).toBe(name);
    expect(formatOfName(`${extension.toUpperCase()}.gz`)).toBe(name);
    expect(formatOfName(`${extension}.x`)).toBeUndefined();
  });

  test.each(magic)("is known by its bytes %s", (hex) => {
    const found = sniff(Buffer.from(`${hex}00`, "hex"));
    expect(found).toBe(name);
    expect([isPlain(found), isNoText(found)]).toEqual([true, true]);
    expect(describeBytes(found)).toMatch(new RegExp(`^starts like an? ${title} file$`));
  });

  test("has settings that are complete without a word", () => {
    if (settings === undefined) return;
    expect(settings.conflict?.(settings.complete({}))).toBeUndefined();
  });
});

describe.each(COMPRESSIONS)("$name", ({ name, suffixes, magic = [] }) => {
  test.each(magic)("is known by its bytes %s", (hex) => {
    // What follows must be possible as well: gzip's one method.
    const found = sniff(Buffer.from(`${hex}${name === "gzip" ? "08" : "00"}00`, "hex"));
    expect(found).toBe(name);
    expect([isPlain(found), isNoText(found)]).toEqual([false, true]);
  });

  test("hides no format", () => {
    for (const suffix of suffixes) expect(formatOfName(`rows.parquet${suffix}`)).toBe("parquet");
  });
});
