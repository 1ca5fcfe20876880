// In: the settings of a converter and its file type. Out: the settings of each format that has some, with findings about them.
import { quoteName } from "../../diagnostics/quote.ts";
import type { Reporter } from "../../diagnostics/reporter.ts";
import type {
  FormatDefinition,
  FormatList,
  FormatSetting,
  FormatSettingsDefinition,
  FormatString,
} from "../../formats/define.ts";
import type { FileType, FormatSettings } from "../../formats/formats.ts";
import { FORMATS } from "../../formats/index.gen.ts";
import { removal } from "../../settings/edits.ts";
import type { JsonNode, StringNode } from "../1-parse/tree.ts";
import { reportExtension, wrongValue } from "./read-setting.ts";
import { readSettings, type SettingsObject } from "./settings-object.ts";

type Report = Reporter["report"];
type Values = Readonly<Record<string, unknown>>;

/** Settings with errors count as missing. */
export function readFormatSettings(config: SettingsObject, fileType: FileType, report: Report): FormatSettings {
  return Object.fromEntries(
    FORMATS.flatMap(({ name, settings }: FormatDefinition) =>
      settings === undefined
        ? []
        : [[name, settings.complete(readValues(config, name, settings, fileType, report) ?? {})]],
    ),
  ) as FormatSettings;
}

function readValues(
  config: SettingsObject,
  name: string,
  definition: FormatSettingsDefinition<unknown>,
  fileType: FileType,
  report: Report,
): Values | undefined {
  const member = config.get(name);
  if (member === undefined) return undefined;
  if (fileType !== name) {
    report("envelope-unused", member.key.span, `${quoteName(name)} has no effect with \`fileType\` "${fileType}".`, {
      tags: ["unnecessary"],
      fixes: [removal(member, config.node)],
    });
  } else reportExtension(quoteName(name), member.key.span, report);
  const keys: Readonly<Record<string, FormatSetting>> = definition.keys;
  const settings = readSettings(
    member.value,
    { what: quoteName(name), known: Object.keys(keys), required: [] },
    member.key.span,
    report,
  );
  if (settings === undefined) return undefined;
  const found = Object.entries(keys).map(([key, setting]) => [key, readValue(settings, key, setting, report)] as const);
  if (found.some(([, value]) => value === WRONG)) return undefined;
  const values = Object.fromEntries(found.filter(([, value]) => value !== undefined));
  const conflict = definition.conflict?.(definition.complete(values));
  const place = conflict?.keys.map((key) => settings.get(key)).find((one) => one !== undefined);
  if (conflict !== undefined && place !== undefined)
    wrongValue(place.key.value, conflict.form, place.value.span, report);
  return values;
}

/** Marks a value that was reported. */
const WRONG = Symbol("wrong");

function readValue(settings: SettingsObject, key: string, setting: FormatSetting, report: Report): unknown {
  const node = settings.get(key)?.value;
  if (node === undefined || node.kind === "missing") return undefined;
  switch (setting.kind) {
    case "string":
      return readString(node, key, setting, report);
    case "list":
      return readList(node, key, setting, report);
    default:
      return setting satisfies never;
  }
}

function readString(node: JsonNode, key: string, setting: FormatString, report: Report): unknown {
  if (node.kind === "string" && isPossible(node.value, setting)) return node.value;
  const instead = node.kind === "string" ? setting.instead?.(node.value) : undefined;
  wrongValue(key, setting.form, node.span, report, instead === undefined ? undefined : JSON.stringify(instead));
  return WRONG;
}

function isPossible(text: string, { minLength, maxLength, pattern }: FormatString): boolean {
  const { length } = [...text];
  return length >= minLength && length <= maxLength && new RegExp(pattern, "u").test(text);
}

function readList(node: JsonNode, key: string, { minItems, form }: FormatList, report: Report): unknown {
  const items = node.kind === "array" ? node.items : [];
  if (node.kind !== "array" || items.length < minItems || !items.every((item) => item.kind === "string")) {
    wrongValue(key, form, node.span, report);
    return undefined;
  }
  const texts = items as readonly StringNode[];
  const twice = texts.find(({ value }, index) => texts.findIndex((other) => other.value === value) < index);
  if (twice === undefined) return texts.map(({ value }) => value);
  wrongValue(key, "a list of different names", twice.span, report);
  return undefined;
}
