// In: the definition of source files. Out: the page of their settings.
import { defaultText, describeChoice, kindText } from "../../packages/compiler/src/settings/describe-setting.ts";
import type { Setting, Settings } from "../../packages/compiler/src/settings/setting.ts";
import { SOURCE } from "../../packages/runtime/src/source/definition.ts";
import type { GeneratedFile } from "./generated.ts";
import { cell, code, page, table } from "./markdown.ts";

const COLUMNS = ["setting", "is", "default", ""];

export function generateSourcePage(): GeneratedFile {
  const nested = Object.entries(SOURCE.settings).filter(([, setting]) => isObject(setting));
  const lines = [
    `${SOURCE.doc} \`heddle check source.json\` finds mistakes in it, and [source.schema.json](source.schema.json) describes it to editors.`,
    "",
    ...table(COLUMNS, rowsOf(SOURCE.settings)),
    "",
    ...nested.flatMap(([key, setting]) => sectionOf(key, setting)),
  ];
  return { path: "grammar/source.md", text: page("The source file", lines) };
}

function sectionOf(key: string, setting: Setting): readonly string[] {
  if (setting.kind === "object")
    return [`## ${key}`, "", setting.doc, "", ...table(COLUMNS, rowsOf(setting.settings)), ""];
  if (setting.kind !== "variants") return [];
  return setting.variants.flatMap(({ value, doc, settings }) => [
    `## ${key}: ${value}`,
    "",
    `${doc} Chosen by \`"${setting.tag}": "${value}"\`.`,
    "",
    ...table(COLUMNS, rowsOf(settings)),
    "",
  ]);
}

function isObject({ kind }: Setting): boolean {
  return kind === "object" || kind === "variants";
}

function rowsOf(settings: Settings, path = ""): readonly (readonly string[])[] {
  return Object.entries(settings).flatMap(([key, setting]) => {
    const name = path + key;
    const own = [code(name), kindText(setting), cell(defaultOf(setting)), cell(docOf(setting))];
    // Those of the first level have sections of their own.
    const inner = path !== "" && setting.kind === "object" ? rowsOf(setting.settings, `${name}.`) : [];
    return [own, ...inner];
  });
}

function defaultOf(setting: Setting): string {
  return setting.required === true ? "**required**" : (defaultText(setting) ?? "");
}

function docOf(setting: Setting): string {
  const choices =
    setting.kind === "choice"
      ? setting.choices.map((choice) => ` \`${choice.value}\`: ${describeChoice(choice)}`)
      : setting.kind === "variants"
        ? [` One of ${setting.variants.map(({ value }) => `\`${value}\``).join(", ")}; see below.`]
        : [];
  return `${setting.doc}${setting.secret === true ? " Never shown." : ""}${choices.join("")}`;
}
