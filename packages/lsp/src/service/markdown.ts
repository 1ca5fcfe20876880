// What the reference knows about operators, event keys and settings, as Markdown for hover and completion.
import { stringifyJson, type Value } from "@heddle/compiler";
import {
  describeKinds,
  type EventKey,
  type OperatorDefinition,
  type Parameter,
  type PropertyOperation,
  signatureOf,
} from "@heddle/compiler/language";
import { describeChoice, describeSetting, kindText, type Setting } from "@heddle/compiler/settings";

const MARKS: Readonly<Record<string, string>> = {
  R: "Amplitude's reference",
  S: "seen in published converters",
  D: "our decision",
};

/** What the marks of rules mean, in one line. */
export const MARK_LEGEND = `*${Object.entries(MARKS)
  .map(([mark, meaning]) => `${mark}: ${meaning}`)
  .join("; ")}*`;

export function operatorDoc(operator: OperatorDefinition): string {
  const also = operator.aliases === undefined ? "" : ` Also written ${operator.aliases.map(code).join(", ")}.`;
  const parameters = [...operator.parameters, ...(operator.repeats ?? [])];
  return sections(
    fence("heddle", signatureOf(operator)),
    `${operator.summary}.${also}`,
    parameters
      .map((parameter) => `- ${code(parameter.name)} (${kindOfParameter(parameter)}): ${parameter.doc}`)
      .join("\n"),
    rulesDoc(operator.rules),
    operator.examples
      .map(
        ({ expression, row, result }) =>
          `- ${code(stringifyJson(expression))} on ${code(stringifyJson(row))} → ${result === undefined ? "no value" : code(stringifyJson(result))}`,
      )
      .join("\n"),
  );
}

export function kindOfParameter({ kind, accepts }: Parameter): string {
  switch (kind) {
    case "source":
      return accepts === undefined ? "expression" : `expression: ${describeKinds(accepts)}`;
    case "test":
      return "test";
    case "json":
      return "any JSON, as it is";
    case "string":
    case "boolean":
    case "integer":
      return `literal ${kind}`;
    default:
      return kind satisfies never;
  }
}

export function eventKeyDoc(key: EventKey): string {
  return sections(`**${key.name}**: ${key.type}`, key.doc, rulesDoc(key.rules));
}

export function operationDoc({ name, doc, forGroups }: PropertyOperation): string {
  return sections(
    `**${name}**: property operation`,
    doc,
    forGroups ? "Of user and group properties." : "Of user properties only.",
  );
}

export function settingDoc(name: string, setting: Setting): string {
  const choices = setting.kind === "choice" ? setting.choices : [];
  return sections(
    `**${name}**: ${kindText(setting)}${setting.required === true ? ", required" : ""}`,
    describeSetting(setting),
    choices.map((choice) => `- ${code(choice.value)}: ${describeChoice(choice)}`).join("\n"),
  );
}

function rulesDoc(rules: readonly { readonly text: string; readonly mark: string }[]): string {
  return rules.length === 0
    ? ""
    : `${rules.map(({ text, mark }) => `- ${text} (${mark})`).join("\n")}\n\n${MARK_LEGEND}`;
}

/** Paragraphs with empty ones left out. */
export function sections(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n\n");
}

/** A piece of code in a line; data may hold backquotes and line breaks. */
export function code(text: string): string {
  const plain = text.replace(/[\r\n\u2028\u2029]+/g, " ");
  const ticks = "`".repeat(Math.max(0, ...(plain.match(/`+/g) ?? []).map((run) => run.length)) + 1);
  return ticks.length > 1 ? `${ticks} ${plain} ${ticks}` : `${ticks}${plain}${ticks}`;
}

export function fence(language: string, text: string): string {
  const ticks = "`".repeat(Math.max(3, ...(text.match(/`+/g) ?? []).map((run) => run.length + 1)));
  return `${ticks}${language}\n${text}\n${ticks}`;
}

/** A value as compact JSON, cut where it is long. */
export function shortValue(value: Value | undefined, limit = 60): string {
  if (value === undefined) return "no value";
  const text = stringifyJson(value);
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
}
