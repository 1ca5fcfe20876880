// An editor that knows nothing but JSON and the schemas of grammar/: its own service completes, explains and checks converters and sources.
import { readFileSync } from "node:fs";
import { EVENT_KEYS, OPERATORS, USER_OPERATIONS } from "@heddle/compiler/language";
import { describe, expect, test } from "vitest";
import { getLanguageService, type MarkedString, type MarkupContent, TextDocument } from "vscode-json-languageservice";

const kinds = ["converter", "source"] as const;
type Kind = (typeof kinds)[number];

const service = getLanguageService({
  clientCapabilities: {
    textDocument: {
      completion: { completionItem: { documentationFormat: ["markdown", "plaintext"] } },
      hover: { contentFormat: ["markdown", "plaintext"] },
    },
  },
});
service.configure({
  validate: true,
  schemas: kinds.map((kind) => ({
    uri: `urn:heddle:${kind}.schema.json`,
    fileMatch: [`*.${kind}.json`],
    schema: JSON.parse(readFileSync(new URL(`../../../grammar/${kind}.schema.json`, import.meta.url), "utf8")),
  })),
});

/** A file with a caret at `¦`; a converter may be given by its function alone, behind `=`. */
function open(kind: Kind, marked: string) {
  const whole = marked.startsWith("=")
    ? `{"converterConfig":{"fileType":"json","compressionType":"none","convertToAmplitudeFunc":${marked.slice(1)}}}`
    : marked;
  const document = TextDocument.create(`file:///a.${kind}.json`, "json", 1, whole.replace("¦", ""));
  return {
    document,
    position: document.positionAt(Math.max(0, whole.indexOf("¦"))),
    tree: service.parseJSONDocument(document),
  };
}

async function labels(kind: Kind, marked: string): Promise<readonly string[]> {
  const { document, position, tree } = open(kind, marked);
  return (await service.doComplete(document, position, tree))?.items.map(({ label }) => label) ?? [];
}

async function explained(kind: Kind, marked: string): Promise<string> {
  const { document, position, tree } = open(kind, marked);
  const contents: MarkupContent | MarkedString | MarkedString[] =
    (await service.doHover(document, position, tree))?.contents ?? [];
  return JSON.stringify(contents);
}

async function found(kind: Kind, marked: string): Promise<readonly string[]> {
  const { document, tree } = open(kind, marked);
  return (await service.doValidation(document, tree)).map(
    ({ range, message }) =>
      `${document.getText(range)}: ${(typeof message === "string" ? message : message.value).split(/[.,:]/)[0]}`,
  );
}

const names = OPERATORS.flatMap(({ name, aliases = [] }) => [name, ...aliases]).map((name) => JSON.stringify(name));
const keys = EVENT_KEYS.map(({ name }) => name);

describe("completes", () => {
  test.each([
    ["settings", "converter", "{¦}", ["$schema", "config_name", "converterConfig", "keyValidatorConfig"]],
    [
      "settings of the function",
      "converter",
      '{"converterConfig":{"fileType":"csv",¦}}',
      ["compressionType", "convertToAmplitudeFunc", "ignoreEventFlag", "csv"],
    ],
    ["values of a setting", "converter", '{"converterConfig":{"fileType":¦}}', ['"json"', '"csv"', '"parquet"']],
    ["operators", "converter", '={"user_id":[¦]}', names],
    ["operators inside operators", "converter", '={"user_id":["concat","a",["¦"]]}', names],
    ["lists with their arguments", "converter", '={"user_id":¦}', OPERATORS.map(({ name }) => name)],
    ["event keys that are not there", "converter", '={"user_id":"u",¦}', keys.filter((key) => key !== "user_id")],
    ["event keys behind operators", "converter", '=["any",["merge_dicts","a",{¦}],"b"]', keys],
    ["event keys of a dict that is a list", "converter", '=["dict","¦"]', keys.map((key) => JSON.stringify(key))],
    ["operations", "converter", '={"user_properties":{"¦"}}', USER_OPERATIONS],
    [
      "keys of a source",
      "source",
      '{"notifications":{¦}}',
      ["queueUrl", "endpoint", "region", "waitSeconds", "visibilitySeconds"],
    ],
    [
      "values of a source",
      "source",
      '{"dataType":"¦"}',
      ['"event"', '"user_properties"', '"group_properties"', '"profiles"'],
    ],
  ] as const)("%s", async (_what, kind, text, expected) => {
    expect((await labels(kind, text)).toSorted()).toEqual([...expected].toSorted());
  });

  test("mutations", async () => {
    expect(await labels("converter", '={"mutation_type":¦}')).toEqual(
      expect.arrayContaining(["INSERT", "UPDATE", "DELETE"]),
    );
  });
});

describe("explains", () => {
  test.each([
    ["an event key", "converter", '={"ti¦me":"x"}', "milliseconds"],
    ["an event key with an operator", "converter", '={"ti¦me":["iso_time_to_ms","x"]}', "milliseconds"],
    ["an operator", "converter", '={"time":["iso_ti¦me_to_ms","x"]}', "iso_time_to_ms(time)"],
    ["an argument", "converter", '={"time":["iso_time_to_ms","¦x"]}', "time: a date with or without a time"],
    ["an operation", "converter", '={"user_properties":{"$set¦Once":{"a":"b"}}}', "unless it has a value"],
    ["a setting", "converter", '{"converterConfig":{"ignore¦EventFlag":"x"}}', "row is skipped"],
    ["a key of a source", "source", '{"buc¦ket":"b"}', "lower-case letters"],
  ] as const)("%s", async (_what, kind, text, expected) => {
    expect((await explained(kind, text)).replaceAll("\\\\", "")).toContain(expected);
  });
});

describe("flags", () => {
  test.each([
    ["an unknown operator", "converter", '={"user_id":["anyy","a"]}', ['"anyy": Value is not accepted']],
    ["too few arguments", "converter", '={"user_id":["ifelse","a"]}', ['["ifelse","a"]: Array has too few items']],
    [
      "too many arguments",
      "converter",
      '={"time":["iso_time_to_ms","a","b"]}',
      ['["iso_time_to_ms","a","b"]: Array has too many items'],
    ],
    [
      "half a group",
      "converter",
      '={"user_id":["cond","a","b","c"]}',
      ['["cond","a","b","c"]: The arguments of condition come in complete groups'],
    ],
    ["a number where an expression belongs", "converter", '={"user_id":7}', ["7: Incorrect type"]],
    [
      "an unknown key",
      "converter",
      '{"converterConfig":{"fileTyp":"csv","convertToAmplitudeFunc":"a"}}',
      ['"fileTyp": Property fileTyp is not allowed'],
    ],
    [
      "a wrong value",
      "converter",
      '{"converterConfig":{"fileType":"xml","convertToAmplitudeFunc":"a"}}',
      ['"xml": Value is not accepted'],
    ],
    [
      "nothing in a good converter",
      "converter",
      '={"event_type":["value","x"],"user_id":["any","a",["path","b","c"]],"user_properties":{"$set":{"a":"b"}}}',
      [],
    ],
    [
      "keys and values of a source",
      "source",
      '{"buckett":"b","bucket":"orders","region":"eu-west-1","converter":"c","dataType":"events","ledger":"l","sink":{"type":"s3"}}',
      [
        '"buckett": Property buckett is not allowed',
        '"events": Value is not accepted',
        '"sink": Missing property "bucket"',
        '"sink": Missing property "region"',
      ],
    ],
  ] as const)("%s", async (_what, kind, text, expected) => {
    expect((await found(kind, text)).toSorted()).toEqual([...expected].toSorted());
  });
});
