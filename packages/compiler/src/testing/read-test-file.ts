// In: the text of a file of tests. Out: its cases, each with its place in the text, and what is wrong with it.
import { severityOf } from "../diagnostics/catalog.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Purpose } from "../event/purpose.ts";
import { valueOf } from "../phases/2-resolve/json-value.ts";
import type { JsonNode } from "../phases/1-parse/tree.ts";
import { analyseSettings } from "../settings/analyse-settings.ts";
import type { Span } from "../source/span.ts";
import type { Dict, Value } from "../values/value.ts";
import { isDict } from "../values/value.ts";
import { TEST_FILE } from "./definition.ts";

/** What a case expects of a row. */
export type Expectation =
  | { readonly kind: "event" | "includes"; readonly event: Dict }
  | { readonly kind: "no-event"; readonly rule: string }
  | { readonly kind: "ignored" };

export interface TestCase {
  readonly name: string;
  /** Where its name is, or the case begins. */
  readonly span: Span;
  /** Rows that are in the file itself. */
  readonly rows?: readonly Value[];
  /** The path of a file of rows, as it is written. */
  readonly file?: string;
  readonly expected: readonly Expectation[];
  /** Where the expectation of each row is. */
  readonly expectedSpans: readonly Span[];
  /** The value of `expect` as a whole; without one, where the case ends. */
  readonly expectSpan: Span;
  readonly hasExpect: boolean;
}

export interface TestFile {
  /** As it is written. */
  readonly converter?: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly purpose: Purpose;
  readonly cases: readonly TestCase[];
}

/** Reads a file of tests; without `file` where it has errors. Never throws on what a user wrote. */
export function readTestFile(text: string): {
  readonly diagnostics: readonly Diagnostic[];
  readonly file?: TestFile;
} {
  const { diagnostics, value, tree } = analyseSettings(text, TEST_FILE);
  if (value === undefined || tree === undefined) return { diagnostics };
  const found: Diagnostic[] = [...diagnostics];
  const report: Report = (span, message) =>
    void found.push({ severity: severityOf("source-wrong-value"), code: "source-wrong-value", message, span });
  const { converter, dataType, strategy } = value;
  const now = Date.parse(value.now);
  if (Number.isNaN(now)) report(memberOf(tree, "now")?.span ?? tree.span, "`now` is not a time.");
  const cases = itemsOf(memberOf(tree, "cases")).map((node, i) => caseOf(node, i, report));
  if (found.length > diagnostics.length) return { diagnostics: found };
  return {
    diagnostics,
    file: {
      now,
      purpose: { dataType, ...(strategy !== undefined && { strategy }) },
      cases,
      ...(converter !== undefined && { converter }),
    },
  };
}

type Report = (span: Span, message: string) => void;

function caseOf(node: JsonNode, index: number, report: Report): TestCase {
  const [name, row, rows, file, expect] = ["name", "row", "rows", "file", "expect"].map((key) => memberOf(node, key));
  const start = { start: node.span.start, end: node.span.start + 1 };
  const given = [row, rows, file].filter((part) => part !== undefined);
  if (given.length !== 1) report(start, "A case has one of `row`, `rows` and `file`.");
  const nodes = expect === undefined ? [] : expect.kind === "array" ? expect.items : [expect];
  const values = row === undefined ? (rows === undefined ? undefined : itemsOf(rows).map(valueOf)) : [valueOf(row)];
  if (values !== undefined && expect !== undefined && values.length !== nodes.length)
    report(expect.span, `The case has ${values.length} rows, but expects something of ${nodes.length}.`);
  return {
    name: name?.kind === "string" ? name.value : `case ${index + 1}`,
    span: name?.span ?? start,
    ...(values !== undefined && { rows: values }),
    ...(file?.kind === "string" && { file: file.value }),
    expected: nodes.flatMap((each) => expectationOf(each, report)),
    expectedSpans: nodes.map(({ span }) => span),
    expectSpan: expect?.span ?? { start: node.span.end - 1, end: node.span.end - 1 },
    hasExpect: expect !== undefined,
  };
}

function expectationOf(node: JsonNode, report: Report): readonly Expectation[] {
  const value = valueOf(node);
  const { event, includes, noEvent, ignored } = isDict(value) ? value : {};
  const given = [event, includes, noEvent, ignored].filter((part) => part !== undefined);
  if (given.length !== 1) {
    report(node.span, "A row is expected to be one of `event`, `includes`, `noEvent` and `ignored`.");
    return [];
  }
  if (typeof noEvent === "string") return [{ kind: "no-event", rule: noEvent }];
  if (ignored === true) return [{ kind: "ignored" }];
  if (isDict(event)) return [{ kind: "event", event }];
  if (isDict(includes)) return [{ kind: "includes", event: includes }];
  report(node.span, ignored === false ? "`ignored` is always true." : "An event is an object.");
  return [];
}

function memberOf(node: JsonNode, key: string): JsonNode | undefined {
  return node.kind === "object" ? node.members.findLast((member) => member.key.value === key)?.value : undefined;
}

function itemsOf(node: JsonNode | undefined): readonly JsonNode[] {
  return node?.kind === "array" ? node.items : [];
}
