// In: the tables of operators, diagnostics and event keys. Out: the reference pages of grammar/, with examples run by the interpreter.
import { createCompiler } from "../../packages/compiler/src/compile.ts";
import {
  CATALOG,
  type CatalogEntry,
  type DiagnosticCode,
  DIAGNOSTIC_CODES,
} from "../../packages/compiler/src/diagnostics/catalog.ts";
import { exampleSections, shownExample } from "../../packages/compiler/src/diagnostics/explain.ts";
import { DATA_TYPES, STRATEGIES } from "../../packages/compiler/src/event/data-types.ts";
import { EVENT_KEYS } from "../../packages/compiler/src/event/keys.ts";
import { EVENT_LIMITS } from "../../packages/compiler/src/event/limits.ts";
import { REFUSED_IDS, RESERVED_EVENT_TYPES } from "../../packages/compiler/src/event/names.ts";
import { PROPERTY_OPERATIONS } from "../../packages/compiler/src/event/operations.ts";
import {
  type Example,
  type OperatorDefinition,
  type Parameter,
  signatureOf,
} from "../../packages/compiler/src/operators/define.ts";
import { OPERATORS } from "../../packages/compiler/src/operators/index.gen.ts";
import { ANY, describeKinds } from "../../packages/compiler/src/operators/kinds.ts";
import { stringifyJson } from "../../packages/compiler/src/values/json.ts";
import { SOURCE } from "../../packages/runtime/src/source/definition.ts";
import type { GeneratedFile } from "./generated.ts";
import { cell, code, page } from "./markdown.ts";

const LEGEND = [
  "The letter after a rule says where it comes from:",
  "",
  "- **R**: Amplitude's public reference",
  "- **S**: a published converter or screenshot",
  "- **D**: our decision, where the reference is silent or contradicts itself",
];
/** The time at which examples are evaluated. */
const NOW = 1_700_000_000_123;

/** True of every key on the page. */
const LISTED = "A key of the HTTP V2 API.";

const KIND_NAMES: Readonly<Record<Parameter["kind"], string>> = {
  source: "expression",
  test: "test",
  string: "literal string",
  json: "any JSON",
  boolean: "literal boolean",
  integer: "literal integer",
};

export function generateReference(): readonly GeneratedFile[] {
  return [
    { path: "grammar/operators.md", text: operatorsPage() },
    { path: "grammar/diagnostics.md", text: diagnosticsPage() },
    ...DIAGNOSTIC_CODES.map((code) => ({ path: `grammar/diagnostics/${code}.md`, text: diagnosticPage(code) })),
    { path: "grammar/events.md", text: eventsPage() },
  ];
}

function operatorsPage(): string {
  const compiler = createCompiler();
  const resultOf = ({ expression, row }: Example): string => {
    const text = `{"converterConfig":{"fileType":"json","compressionType":"none","convertToAmplitudeFunc":${stringifyJson(expression)}}}`;
    const { program, diagnostics } = compiler.interpretProgram(text);
    if (program === undefined)
      throw new Error(
        `an example has errors: ${stringifyJson(expression)}: ${diagnostics.map((diagnostic) => diagnostic.message).join(" ")}`,
      );
    const result = program.map(row, { now: NOW });
    return result === undefined ? "*no value*" : code(stringifyJson(result));
  };
  const index = OPERATORS.map(
    (operator) =>
      `- [${namesOf(operator)
        .map((name) => `\`${name}\``)
        .join(" / ")}](#${operator.name}): ${operator.summary}`,
  );
  const sections = OPERATORS.flatMap((operator) => [
    "",
    `## ${operator.name}`,
    "",
    ...(operator.aliases === undefined
      ? []
      : [`Alias: ${operator.aliases.map((name) => `\`${name}\``).join(", ")}`, ""]),
    "```text",
    signatureOf(operator),
    "```",
    "",
    `${operator.summary}.`,
    "",
    ...parametersOf(operator),
    ...operator.rules.map((rule) => `- ${rule.text} **${rule.mark}**`),
    "",
    "| expression | row | yields |",
    "|---|---|---|",
    ...operator.examples.map(
      (example) =>
        `| ${code(stringifyJson(example.expression))} | ${code(stringifyJson(example.row))} | ${resultOf(example)} |`,
    ),
  ]);
  return page("Operators", [
    "A list whose first item is one of these names is a call of that operator, and the other items are its arguments. In a signature, the arguments after `|` can be repeated any number of times, as a whole group.",
    "",
    ...LEGEND,
    "",
    `The results of the examples come from the interpreter, with the clock at ${NOW}.`,
    "",
    ...index,
    ...sections,
  ]);
}

function namesOf(operator: OperatorDefinition): readonly string[] {
  return [operator.name, ...(operator.aliases ?? [])];
}

function parametersOf({ parameters, repeats = [] }: OperatorDefinition): readonly string[] {
  const row = (parameter: Parameter, repeated: string): string => {
    const { name, kind, doc, accepts } = parameter;
    const kinds =
      (kind === "source" || kind === "test") && accepts !== undefined && accepts !== ANY
        ? ` (${describeKinds(accepts)})`
        : "";
    return `| ${code(name)} | ${KIND_NAMES[kind]}${kinds} | ${cell(doc)}${repeated} |`;
  };
  if (parameters.length + repeats.length === 0) return ["It takes no arguments.", ""];
  return [
    "| argument | type | |",
    "|---|---|---|",
    ...parameters.map((parameter) => row(parameter, "")),
    ...repeats.map((parameter) => row(parameter, " *(repeats)*")),
    "",
  ];
}

function diagnosticsPage(): string {
  const row = (name: string, { severity, title }: CatalogEntry): string =>
    `| [${name}](diagnostics/${name}.md) | ${severity} | ${cell(title)} |`;
  const rows = (file: CatalogEntry["file"]): readonly string[] =>
    Object.entries<CatalogEntry>(CATALOG).flatMap(([name, entry]) => (entry.file === file ? [row(name, entry)] : []));
  return page("Diagnostics", [
    "What `heddle check` and the editor report about a converter. Codes are stable and never reused. " +
      "A converter with an error can't be compiled or run; findings about event keys and dead code are warnings.",
    "",
    "`heddle explain CODE` shows the same page on a terminal.",
    "",
    "| code | severity | |",
    "|---|---|---|",
    ...rows(undefined),
    "",
    "## Source files",
    "",
    "What `heddle check`, the editor and the job itself report about the source file of a job. Its syntax errors are those of converters.",
    "",
    "| code | severity | |",
    "|---|---|---|",
    ...rows("source"),
  ]);
}

function diagnosticPage(name: DiagnosticCode): string {
  const entry = CATALOG[name];
  const sections = exampleSections(name, SOURCE).flatMap(({ heading, text, language }) => [
    `## ${heading}`,
    "",
    `\`\`\`${language}`,
    shownExample(text),
    "```",
    "",
  ]);
  return page(name, [
    `**${entry.severity}**: ${entry.title}`,
    "",
    entry.explanation,
    "",
    ...sections,
    "[All diagnostics](../diagnostics.md)",
  ]);
}

function eventsPage(): string {
  const keys = EVENT_KEYS.map(({ name, type, doc, rules }) => {
    const notes = rules
      .filter((rule) => rule.text !== LISTED)
      .map((rule) => `${cell(rule.text)} **${rule.mark}**`)
      .join("<br>");
    return `| ${code(name)} | ${type} | ${cell(doc)} | ${notes} |`;
  });
  const types = DATA_TYPES.map(
    ({ name, title, doc, strategies, requires }) =>
      `| ${title} (${code(name)}) | ${cell(doc)} | ${strategies.map(code).join(", ")} | ${requires.map((need) => `${need.text} **${need.mark}**`).join("; ")} |`,
  );
  const limits = [
    `shortest \`user_id\` and \`device_id\`: ${EVENT_LIMITS.minIdLength} characters`,
    `longest string: ${EVENT_LIMITS.maxStringLength} characters`,
    `layers of an object: ${EVENT_LIMITS.maxDepth}`,
    `group types of an event: ${EVENT_LIMITS.maxGroupTypes}`,
    `group values of an event: ${EVENT_LIMITS.maxGroupValues}`,
  ];
  return page("Event keys", [
    "The keys that Amplitude reads at the top of an event, in the order of its documentation. It ignores all other keys: put properties of your own in `event_properties` or `user_properties`. **R**",
    "",
    ...LEGEND,
    "",
    "| key | type | meaning | rules |",
    "|---|---|---|---|",
    ...keys,
    "",
    "## Property operations",
    "",
    "Operations in `user_properties`; the first six also in `group_properties`. They can't be mixed with plain properties. **R**",
    "",
    "| operation | effect | in group properties |",
    "|---|---|---|",
    ...PROPERTY_OPERATIONS.map(
      ({ name, doc, forGroups }) => `| ${code(name)} | ${cell(doc)} | ${forGroups ? "yes" : ""} |`,
    ),
    "",
    "## Data types",
    "",
    "| data type | | strategies, the default first | needs |",
    "|---|---|---|---|",
    ...types,
    "",
    "## Strategies",
    "",
    ...STRATEGIES.map(({ name, title, doc }) => `- **${title}** (${code(name)}): ${doc}`),
    "",
    "## Limits",
    "",
    ...limits.map((limit) => `- ${limit}`),
    "",
    "## Rejected ids",
    "",
    [...REFUSED_IDS].map((id) => (id === "" ? "the empty string" : code(id))).join(", "),
    "",
    "## Reserved event types",
    "",
    ...[...RESERVED_EVENT_TYPES].map((name) => `- ${code(name)}`),
  ]);
}
