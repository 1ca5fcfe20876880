// The source files of fixtures/source, each to the editor, to `heddle check` and to the job: all three say the same of it, and none
// prints a secret; and the published schema takes the same files. `UPDATE=1 pnpm vitest run source-files` writes what is said anew.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { createCompiler, createLineIndex, type Diagnostic, renderDiagnostic } from "@heddle/compiler";
import { printable } from "@heddle/compiler/language";
import { analyseSettings } from "@heddle/compiler/settings";
import { diagnose, kindOfFile, openDocument, SOURCE as EDITOR_SOURCE } from "@heddle/lsp";
import { loadSource, SOURCE, StageFailure } from "@heddle/runtime";
import { Ajv } from "ajv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { run as check } from "../src/commands/check/run.ts";
import type { FindingFormat } from "../src/report/finding-formats.ts";
import type { TextOutput } from "../src/terminal.ts";
import { checkInput } from "./support/check-input.ts";

const root = join(import.meta.dirname, "../../..");
const folder = join(root, "fixtures/source");
const expectedFile = join(folder, "expected.txt");
const compiler = createCompiler();
/** What variables of the files hold when a job reads them. */
const ENVIRONMENT = { REGION: "eu-west-1", STAGE: "live", LEDGER_PASSWORD: "hunter2", SINK: "s3" };

const files = ["good", "bad"].flatMap((kind) =>
  readdirSync(join(folder, kind)).map((name) => {
    const path = join(folder, kind, name);
    return { name, kind, path, text: readFileSync(path, "utf8") };
  }),
);

const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
ajv.addKeyword("enumDescriptions");
const validate = ajv.compile(JSON.parse(readFileSync(join(root, "grammar/source.schema.json"), "utf8")) as object);

/** The first line of a finding, as all three begin it. */
function headline(text: string, file: string, { severity, code, message, span }: Diagnostic): string {
  const { line, character } = createLineIndex(text).position(span.start);
  return `${file}:${line + 1}:${character + 1}: ${severity}[${code}]: ${printable(message)}`;
}

/** What `heddle check` prints, and its exit code. */
async function checked(path: string, format: FindingFormat = "text") {
  const texts = { out: "", err: "" };
  const output = (name: "out" | "err"): TextOutput => ({
    isTty: false,
    color: false,
    columns: 100,
    write: async (text) => void (texts[name] += String(text)),
  });
  const terminal = { out: output("out"), err: output("err"), input: new ReadableStream<Uint8Array>() };
  const code = await check(checkInput([path], { format }), terminal);
  return { ...texts, code };
}

const inEditor = (text: string) => diagnose(openDocument(compiler, { text, kind: "source" }));

/** The words of findings about syntax are the compiler's. */
const kept = (text: string, name: string): readonly string[] =>
  inEditor(text).map((finding) => {
    const line = headline(text, basename(name, ".source.json"), finding);
    return finding.code.startsWith("source-") ? line : line.slice(0, line.indexOf("]") + 1);
  });

if (process.env["UPDATE"] === "1") {
  const lines = files.flatMap(({ name, text }) => kept(text, name));
  writeFileSync(expectedFile, `${lines.join("\n")}\n`);
}

it("the editor has the definition that the job has", () => {
  expect(EDITOR_SOURCE).toEqual(JSON.parse(JSON.stringify(SOURCE)));
});

describe.each(files)("$kind: $name", ({ name, kind, path, text }) => {
  const findings = inEditor(text);
  const errors = findings.filter(({ severity }) => severity === "error");

  it("the editor, the check and the job say the same", async () => {
    expect(kindOfFile(path, text)).toBe("source");
    expect(errors.length > 0).toBe(kind === "bad");
    const { out, code } = await checked(path);
    const { shownText } = analyseSettings(text, SOURCE);
    const options = { file: path, lines: createLineIndex(shownText), color: false };
    expect(out).toBe(findings.map((finding) => `${renderDiagnostic(finding, options)}\n\n`).join(""));
    expect(code).toBe(errors.length > 0 ? 1 : 0);
    const loaded: unknown = await loadSource(path, ENVIRONMENT).catch((error: unknown) => error);
    if (!(loaded instanceof StageFailure)) return expect(errors).toEqual([]);
    expect(loaded.code).toMatch(/^source\/(?:invalid|not-json)$/);
    expect(loaded.message.split("\n")).toEqual(errors.map((error) => headline(text, path, error)));
  });

  it("tells no secret", async () => {
    const reports = await Promise.all((["json", "sarif", "github", "junit"] as const).map((one) => checked(path, one)));
    const shown = await checked(path);
    const failure: unknown = await loadSource(path, ENVIRONMENT).catch((error: unknown) => error);
    const job = failure instanceof StageFailure ? `${failure.message} ${failure.hint}` : "";
    const titles = findings.flatMap(({ fixes = [] }) => fixes.map(({ title }) => title));
    expect([...reports.map(({ out }) => out), shown.out, shown.err, job, ...titles].join("\n")).not.toMatch(
      /hunter2|20240501/,
    );
  });

  it("the schema takes it where nothing is wrong", () => {
    let value: unknown;
    try {
      // A byte order mark is left out by whoever reads the file.
      value = JSON.parse(text.replace(/^\ufeff/, ""));
    } catch {
      return expect(kind).toBe("bad");
    }
    expect(validate(value), JSON.stringify(validate.errors)).toBe(kind === "good");
  });

  it("says it as expected", () => {
    const lines = readFileSync(expectedFile, "utf8").split("\n");
    expect(kept(text, name)).toEqual(lines.filter((line) => line.startsWith(`${basename(name, ".source.json")}:`)));
  });
});

it("the schema and the check agree on files with random values", () => {
  const whole = JSON.parse(readFileSync(join(folder, "good/every-setting.source.json"), "utf8")) as object;
  const places = placesOf(whole);
  const value = fc.oneof(
    fc.constantFrom(
      "event",
      "profiles",
      "mirror_sync",
      "append_only",
      "s3",
      "amplitude",
      "ndjson",
      "",
      "a-b",
      "none",
      "${X}",
      "a${X}b",
      "${x",
      "postgres",
      "postgres://h/d",
    ),
    fc.integer({ min: -2, max: 70_000 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.constant({}),
    fc.constant([]),
    fc.array(fc.string(), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom("type", "directory", "bucket", "region", "port", "x"), fc.string(), { maxKeys: 3 }),
  );
  fc.assert(
    fc.property(fc.array(fc.record({ place: fc.constantFrom(...places), value }), { maxLength: 3 }), (changes) => {
      const changed = structuredClone(whole);
      for (const { place, value: put } of changes) setAt(changed, place, structuredClone(put));
      const text = JSON.stringify(changed);
      expect(validate(JSON.parse(text)), text).toBe(!analyseSettings(text, SOURCE).hasErrors);
    }),
    { numRuns: 1000 },
  );
});

/** The path of every member, and of one that is not there. */
function placesOf(value: object, path: readonly string[] = []): readonly (readonly string[])[] {
  return Object.entries({ ...value, zzz: 0 }).flatMap(([key, member]) => [
    [...path, key],
    ...(typeof member === "object" && member !== null && !Array.isArray(member)
      ? placesOf(member, [...path, key])
      : []),
  ]);
}

/** Where the path leads through what is no object any more, nothing is changed. */
function setAt(value: unknown, [key, ...rest]: readonly string[], put: unknown): void {
  if (key === undefined || typeof value !== "object" || value === null || Array.isArray(value)) return;
  const object = value as Record<string, unknown>;
  if (rest.length === 0) object[key] = put;
  else setAt(object[key], rest, put);
}
