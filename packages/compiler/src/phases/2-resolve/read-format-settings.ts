// In: the settings of a converter and its file type. Out: the settings of each format that has some, with findings about them.
import { CONFIG } from "../../converter-definition.ts";
import type { Reporter } from "../../diagnostics/reporter.ts";
import type { FormatDefinition, FormatSettingsDefinition } from "../../formats/define.ts";
import type { FileType, FormatSettings } from "../../formats/formats.ts";
import { FORMATS } from "../../formats/index.gen.ts";
import { removal } from "../../settings/edits.ts";
import type { Setting } from "../../settings/setting.ts";
import { valueFault } from "../../settings/value-fault.ts";
import { valueOf } from "./json-value.ts";
import { isValid, reportExtension, reportFault } from "./read-setting.ts";
import { readSettings, type SettingsObject } from "./settings-object.ts";

type Report = Reporter["report"];
type Values = Readonly<Record<string, unknown>>;

/** Settings that are wrong are as if they were left out. */
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
    report("envelope-unused", member.key.span, `\`${name}\` has no effect with \`fileType\` "${fileType}".`, {
      tags: ["unnecessary"],
      fixes: [removal(member, config.node)],
    });
  } else reportExtension(`\`${name}\``, member.key.span, report);
  const setting = CONFIG.settings[name];
  if (setting?.kind !== "object") return undefined;
  const settings = readSettings(member.value, { path: name, setting, place: member.key.span }, report);
  if (settings === undefined) return undefined;
  const found = Object.entries(setting.settings).map(
    ([key, part]) => [key, readValue(settings, name, key, part, definition, report)] as const,
  );
  if (found.some(([, value]) => value === WRONG)) return undefined;
  const values = Object.fromEntries(found.filter(([, value]) => value !== undefined));
  const conflict = definition.conflict?.(definition.complete(values));
  const place = conflict?.keys.map((key) => settings.get(key)).find((one) => one !== undefined);
  if (conflict !== undefined && place !== undefined) {
    const fault = { message: `must be ${conflict.form}` };
    reportFault(`${name}.${place.key.value}`, fault, place.value, report);
  }
  return values;
}

/** Marks a value that was reported. */
const WRONG = Symbol("wrong");

function readValue(
  settings: SettingsObject,
  name: string,
  key: string,
  setting: Setting,
  definition: FormatSettingsDefinition<unknown>,
  report: Report,
): unknown {
  const node = settings.get(key)?.value;
  if (node === undefined || node.kind === "missing") return undefined;
  const fault = valueFault(node, setting);
  const path = `${name}.${key}`;
  if (fault !== undefined) {
    const instead = node.kind === "string" ? definition.instead?.(node.value) : undefined;
    reportFault(path, fault, node, report, instead === undefined ? undefined : JSON.stringify(instead));
    return WRONG;
  }
  if (node.kind !== "array" || setting.kind !== "list") return valueOf(node);
  return node.items.every((item, index) => isValid(item, `${path}[${index}]`, setting.items, report))
    ? valueOf(node)
    : WRONG;
}
