// The language of settings: one small definition with every kind of setting, held to all that derives from it.
import { Ajv } from "ajv";
import { describe, expect, expectTypeOf, it } from "vitest";
import { createLineIndex, renderDiagnostic } from "../src/index.ts";
import {
  analyseSettings,
  completeValue,
  defineSetting,
  describeSetting,
  resolvePaths,
  schemaOf,
  secretKeys,
  secretsOf,
  type ValueOf,
} from "../src/settings.ts";

const ROOT = defineSetting({
  kind: "object",
  doc: "A box.",
  settings: {
    name: {
      kind: "string",
      required: true,
      pattern: "^[a-z]+$",
      form: "lower-case letters",
      doc: "What it is called.",
    },
    note: { kind: "string", minLength: 2, maxLength: 5, doc: "A note." },
    file: { kind: "string", path: true, default: "box.txt", doc: "Where it is kept." },
    key: { kind: "string", secret: true, environment: "BOX_KEY", pattern: "^k", form: "a key", doc: "Opens it." },
    size: { kind: "integer", minimum: 1, maximum: 9, default: 3, unit: "inches", doc: "How large it is." },
    share: { kind: "number", minimum: 0, maximum: 1, doc: "How full it is." },
    open: { kind: "boolean", otherwise: "true without a lid", doc: "Whether it is open." },
    colour: {
      kind: "choice",
      default: "red",
      doc: "Its colour.",
      choices: [
        { value: "red", doc: "Red." },
        { value: "green", doc: "Green." },
      ],
    },
    tags: {
      kind: "list",
      minItems: 1,
      uniqueItems: true,
      items: { kind: "string", minLength: 1, doc: "A word." },
      doc: "Words about it.",
    },
    lock: {
      kind: "object",
      doc: "What closes it.",
      settings: {
        id: { kind: "string", required: true, doc: "Its number." },
        code: { kind: "string", required: true, secret: true, doc: "What opens it." },
      },
    },
    limits: {
      kind: "object",
      default: {},
      doc: "What it bears.",
      settings: { weight: { kind: "integer", minimum: 0, default: 10, doc: "Kilograms." } },
    },
    lid: {
      kind: "variants",
      required: true,
      tag: "type",
      tagDoc: "How it closes.",
      doc: "Its lid.",
      variants: [
        { value: "none", doc: "No lid.", settings: {} },
        {
          value: "hinged",
          doc: "On hinges.",
          settings: {
            hinges: { kind: "integer", minimum: 1, default: 2, doc: "How many." },
            secretHinge: { kind: "string", secret: true, doc: "The hidden one." },
            side: { kind: "string", required: true, doc: "Where they are." },
          },
        },
        {
          value: "loose",
          doc: "It lies on it.",
          settings: { handle: { kind: "boolean", default: true, doc: "To lift it." } },
        },
      ],
    },
  },
  rules: [{ when: { colour: ["green"] }, key: "lid", values: ["none", "loose"], reason: "Green hinges are sold out." }],
});

const LID = '"lid": { "type": "none" }';

/** `code at piece: message`. */
function findings(text: string): string[] {
  return analyseSettings(text, ROOT).diagnostics.map(
    ({ code, message, span }) => `${code.replace("source-", "")} at ${text.slice(span.start, span.end)}: ${message}`,
  );
}

function fixed(text: string, index = 0): string[] {
  return (analyseSettings(text, ROOT).diagnostics[index]?.fixes ?? []).map(({ title, edits }) => {
    const changed = edits.reduceRight(
      (all, { span, text: put }) => all.slice(0, span.start) + put + all.slice(span.end),
      text,
    );
    return `${title}: ${changed}`;
  });
}

describe("findings", () => {
  it.each([
    [`{"name": "a", ${LID}}`, []],
    ["[]", ["wrong-value at []: The file must be an object, not a list"]],
    [`{"name": 7, ${LID}}`, ["wrong-value at 7: `name` must be lower-case letters, not `7`"]],
    [`{"name": "A", ${LID}}`, ['wrong-value at "A": `name` must be lower-case letters, not `A`']],
    [`{"name": "a", ${LID}, "note": "n"}`, ['wrong-value at "n": `note` must be at least 2 characters long']],
    [`{"name": "a", ${LID}, "note": "😀😀😀😀😀"}`, []],
    [`{"name": "a", ${LID}, "note": "notice"}`, ['wrong-value at "notice": `note` must be at most 5 characters long']],
    [`{"name": "a", ${LID}, "size": 0}`, ["wrong-value at 0: `size` must be an integer from 1 to 9, not `0`"]],
    [`{"name": "a", ${LID}, "size": 1.5}`, ["wrong-value at 1.5: `size` must be an integer from 1 to 9, not `1.5`"]],
    [
      `{"name": "a", ${LID}, "size": "3"}`,
      ['wrong-value at "3": `size` must be an integer from 1 to 9, not the string `3`'],
    ],
    [
      `{"name": "a", ${LID}, "limits": {"weight": 99999999999999999999}}`,
      [
        "wrong-value at 99999999999999999999: `limits.weight` must be an integer of at least 0, not `99999999999999999999`",
      ],
    ],
    [
      `{"name": "a", ${LID}, "share": 1e400}`,
      ["wrong-value at 1e400: `share` must be a number from 0 to 1, not `1e400`"],
    ],
    [
      `{"name": "a", ${LID}, "open": "yes"}`,
      ['wrong-value at "yes": `open` must be true or false, not the string `yes`'],
    ],
    [`{"name": "a", ${LID}, "open": null}`, ["wrong-value at null: `open` must be true or false, not `null`"]],
    [
      `{"name": "a", ${LID}, "colour": "blue"}`,
      ['wrong-value at "blue": `colour` must be `red` or `green`, not `blue`'],
    ],
    [
      `{"name": "a", ${LID}, "colour": "Greem"}`,
      ['wrong-value at "Greem": `colour` cannot be `Greem`; did you mean `green`?'],
    ],
    [`{"name": "a", ${LID}, "tags": []}`, ["wrong-value at []: `tags` must not be empty"]],
    [`{"name": "a", ${LID}, "tags": ["a", "a"]}`, ['wrong-value at "a": `tags` must not have the same item twice']],
    [`{"name": "a", ${LID}, "tags": ["a", ""]}`, ['wrong-value at "": `tags[1]` must not be empty']],
    [`{"name": "a", ${LID}, "lock": {"id": "1"}}`, ['missing-key at "lock": Missing key `code` in `lock`']],
    [`{"name": "a"}`, ["missing-key at {: Missing key `lid`"]],
    // A key that is misspelled is not missing, and what it holds is looked at.
    [
      `{"nam": "A", ${LID}}`,
      [
        'unknown-key at "nam": Unknown key `nam`; did you mean `name`?',
        'wrong-value at "A": `name` must be lower-case letters, not `A`',
      ],
    ],
    [`{"name": "a", ${LID}, "limits": {"zzz": 1}}`, ['unknown-key at "zzz": Unknown key `zzz` in `limits`']],
    [`{"name": "a", ${LID}, "__proto__": 1}`, ['unknown-key at "__proto__": Unknown key `__proto__`']],
    // Of a lid that is none, no key is known to be wrong.
    [`{"name": "a", "lid": {"hinges": 0}}`, ['missing-key at "lid": Missing key `type` in `lid`']],
    [
      `{"name": "a", "lid": {"type": "glued", "hinges": 0}}`,
      ['wrong-value at "glued": `lid.type` must be `none`, `hinged` or `loose`, not `glued`'],
    ],
    [
      `{"name": "a", "lid": {"type": "hinged", "handle": true}}`,
      [
        'missing-key at "lid": Missing key `side` in `lid`',
        'unknown-key at "handle": `lid.handle` applies only where `lid.type` is `loose`, not `hinged`',
      ],
    ],
    [
      `{"name": "a", "colour": "green", "lid": {"type": "hinged", "side": "left"}}`,
      ['wrong-value at "hinged": `lid.type` cannot be `hinged` where `colour` is `green`; use `none` or `loose`'],
    ],
    // The last of equal keys counts.
    [`{"name": "A", "name": "a", ${LID}}`, [expect.stringMatching(/^duplicate-key at "name": /)]],
    // What is missing in a broken text may be there.
    [`{"name": "a" "note" : "n"`, expect.not.arrayContaining([expect.stringContaining("missing-key")])],
  ])("%s", (text, expected) => {
    expect(findings(text)).toEqual(expected);
  });

  it("come with fixes", () => {
    expect(fixed(`{"nam": "a", ${LID}}`)).toEqual([`Replace with "name": {"name": "a", ${LID}}`]);
    expect(fixed(`{"name": "a", ${LID}, "colour": "rad"}`)).toEqual([
      `Replace with "red": {"name": "a", ${LID}, "colour": "red"}`,
    ]);
    expect(fixed(`{"zzzzzz": 1, "name": "a", ${LID}}`)).toEqual([`Remove it: {"name": "a", ${LID}}`]);
    expect(fixed("{}")).toEqual(['Add "name": { "name": "" }', 'Add all 2 missing keys: { "name": "", "lid": {} }']);
    expect(fixed('{\n  "name": "a"\n}')).toEqual(['Add "lid": {\n  "name": "a",\n  "lid": {}\n}']);
  });
});

describe("values", () => {
  it("are completed with the defaults, whose types they have", () => {
    const { value } = analyseSettings(`{"name": "a", "lid": {"type": "loose"}, "limits": {}}`, ROOT);
    expect(value).toEqual({
      name: "a",
      file: "box.txt",
      size: 3,
      colour: "red",
      limits: { weight: 10 },
      lid: { type: "loose", handle: true },
    });
    expectTypeOf<NonNullable<typeof value>>().toEqualTypeOf<ValueOf<typeof ROOT>>();
    type Box = ValueOf<typeof ROOT>;
    expectTypeOf<Box["size"]>().toEqualTypeOf<number>();
    expectTypeOf<Box["note"]>().toEqualTypeOf<string | undefined>();
    expectTypeOf<Box["colour"]>().toEqualTypeOf<"red" | "green">();
    expectTypeOf<Box["tags"]>().toEqualTypeOf<readonly string[] | undefined>();
    expectTypeOf<Box["limits"]>().toEqualTypeOf<{ readonly weight: number }>();
    expectTypeOf<Box["lid"]["type"]>().toEqualTypeOf<"none" | "hinged" | "loose">();
    expectTypeOf<Extract<Box["lid"], { type: "loose" }>>().toEqualTypeOf<{
      readonly type: "loose";
      readonly handle: boolean;
    }>();
    expectTypeOf<ValueOf<typeof ROOT, "given">["size"]>().toEqualTypeOf<number | undefined>();
  });

  it("are not there where there are errors", () => {
    expect(analyseSettings("{}", ROOT).value).toBeUndefined();
    expect(analyseSettings(`{"name": "a", ${LID},}`, ROOT)).not.toHaveProperty("value");
  });

  it("have paths that can be resolved", () => {
    const value = completeValue(ROOT, { name: "a", lid: { type: "none" } });
    expect(resolvePaths(ROOT, value, (path) => `/here/${path}`)).toEqual({ ...value, file: "/here/box.txt" });
  });
});

describe("secrets", () => {
  it("are found in values, and in the environment that stands in for them", () => {
    const lock = { id: "1", code: "s1" };
    const box = { name: "a", lock, lid: { type: "hinged", side: "left", secretHinge: "s3" } };
    expect(secretsOf(ROOT, { ...box, key: "s2" }, { BOX_KEY: "s4" })).toEqual(["s2", "s1", "s3"]);
    expect(secretsOf(ROOT, box, { BOX_KEY: "s4" })).toEqual(["s4", "s1", "s3"]);
    expect(secretsOf(ROOT, { ...box, lid: { type: "none" } }, {})).toEqual(["s1"]);
    expect(secretKeys(ROOT)).toEqual(["key", "code", "secretHinge"]);
  });

  const SECRET = "hunter2";
  it.each([
    ["of the wrong form", `{"name": "a", ${LID}, "key": "${SECRET}"}`],
    ["of the wrong type", `{"name": "a", ${LID}, "key": {"${SECRET}": "${SECRET}"}}`],
    ["in a list", `{"name": "a", ${LID}, "key": ["${SECRET}"]}`],
    ["as a number", `{"name": "a", ${LID}, "key": 483920175}`],
    ["under a misspelled key", `{"name": "a", ${LID}, "kee": "${SECRET}"}`],
    ["under a key of nobody", `{"name": "a", ${LID}, "credentials": {"${SECRET}": ["${SECRET}", {"x": 483920175}]}}`],
    ["in the place of the object that holds it", `{"name": "a", ${LID}, "lock": "${SECRET}"}`],
    ["in a setting of no object", `{"name": "a", ${LID}, "note": {"code": "${SECRET}"}}`],
    ["of variants that are not named", `{"name": "a", "lid": {"type": "hinge", "secretHinge": "${SECRET}"}}`],
    ["without its colon", `{"name": "a", ${LID}, "key" "${SECRET}"}`],
    ["without quotes", `{"name": "a", ${LID}, "key": ${SECRET}}`],
    ["with half its quotes", `{"name": "a", ${LID}, "key": "${SECRET}, "note": "abc"}`],
    ["with the other half", `{"name": "a", ${LID}, "key": ${SECRET}", "note": "abc"}`],
    ["in single quotes", `{"name": "a", ${LID}, "key": '${SECRET}'}`],
    ["read as a key", `{"name": "a", ${LID}, "key": , "${SECRET}": 1}`],
    ["after an equals sign", `{"name": "a", ${LID}, "key" = ${SECRET}}`],
    ["written twice", `{"name": "a", ${LID}, "key": "${SECRET}" "${SECRET}"}`],
    ["over a line", `{"name": "a", ${LID}, "key": "${SECRET}\n"}`],
    ["of numbers with a zero in front", `{"name": "a", ${LID}, "key": 0483920175}`],
    ["of an object that is not closed", `{"name": "a", ${LID}, "lock": {"code": "${SECRET}"`],
    ["behind the end", `{"name": "a", ${LID}} ${SECRET}`],
  ])("are not shown: %s", (_what, text) => {
    const { diagnostics, shownText } = analyseSettings(text, ROOT);
    expect(diagnostics.length).toBeGreaterThan(0);
    const lines = createLineIndex(shownText);
    const printed = diagnostics.map((one) => renderDiagnostic(one, { file: "f", lines, color: false })).join("\n");
    expect(printed).not.toMatch(/hunter2|483920175/);
    expect(shownText).toHaveLength(text.length);
    expect(shownText.split("\n")).toHaveLength(text.split("\n").length);
  });

  it("leave the rest of the text as it is", () => {
    const text = `{"name": "a", ${LID}, "size": 3, "open": true, "tags": ["x"], "key": "k-1 2"}`;
    expect(analyseSettings(text, ROOT).shownText).toBe(text.replace("k-1 2", "*****"));
  });
});

describe("the schema", () => {
  const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
  ajv.addKeyword("enumDescriptions");
  const validate = ajv.compile(schemaOf(ROOT));
  const box = { name: "a", lid: { type: "none" } };

  it.each([
    box,
    [],
    { ...box, name: "A" },
    { ...box, note: "😀😀😀😀😀" },
    { ...box, note: "notice" },
    { ...box, size: 10 },
    { ...box, size: 1e300 },
    { ...box, share: 0.5 },
    { ...box, colour: "blue" },
    { ...box, tags: ["a", "a"] },
    { ...box, tags: [""] },
    { ...box, lock: { id: "1" } },
    { ...box, limits: { zzz: 1 } },
    { ...box, lid: { type: "hinged", side: "left" } },
    { ...box, lid: { type: "hinged" } },
    { ...box, lid: { type: "loose", hinges: 1 } },
    { ...box, lid: { type: "glued", hinges: 1 } },
    { ...box, colour: "green", lid: { type: "hinged", side: "left" } },
    { ...box, colour: "green", lid: { type: "loose" } },
    { name: "a" },
  ])("takes what the check takes: %j", (value) => {
    expect(validate(value), JSON.stringify(validate.errors)).toBe(
      !analyseSettings(JSON.stringify(value), ROOT).hasErrors,
    );
  });

  it("describes each setting with its default", () => {
    const { properties } = schemaOf(ROOT) as { properties: Record<string, { description: string }> };
    const described = Object.entries(properties).map(([key, { description }]) => [key, description]);
    expect(Object.fromEntries(described)).toMatchObject({
      name: "What it is called.",
      size: "How large it is. Default: 3 inches.",
      open: "Whether it is open. Default: true without a lid.",
      colour: "Its colour. Default: `red`.",
      note: "A note.",
    });
    expect(describeSetting(ROOT.settings.file)).toBe("Where it is kept. Default: `box.txt`.");
  });
});
