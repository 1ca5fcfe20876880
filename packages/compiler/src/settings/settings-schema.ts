// From the definition of a setting to its branch of a JSON Schema (draft 7), for editors that know nothing else of the file.
import { constantDefault, describeChoice, describeSetting } from "./describe-setting.ts";
import { shorthandOf, tagSetting } from "./find-setting.ts";
import { withSchemaKey } from "./schema-key.ts";
import type { Choice, ObjectSetting, Setting, SettingRule, Settings, VariantsSetting } from "./setting.ts";

/** JSON Schema, draft 7: the newest draft that the JSON support of VS Code knows in full. */
export type SettingsSchema = { readonly [keyword: string]: unknown };

/** The schema of a file. */
export function fileSchemaOf(
  root: ObjectSetting,
  { id, title }: { readonly id: string; readonly title: string },
  foreign?: (name: string) => SettingsSchema,
): SettingsSchema {
  const schema = schemaOf(withSchemaKey(root), foreign);
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: id,
    title,
    ...(root.variables === true ? (withVariables(schema) as SettingsSchema) : schema),
  };
}

/** A string without a `${` that begins no variable and is not escaped. */
const WELL_FORMED = "(?:\\$\\$\\{|\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}|\\$(?!\\{)|[^$])*$";
/** One with a variable, whose value no schema knows. */
const VARIABLE = `^(?=[^]*(?<!\\$)\\$\\{)${WELL_FORMED}`;

/** The schema with strings that name variables let through wherever a string is limited. Tags stay: they choose a branch. */
function withVariables(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withVariables);
  if (typeof schema !== "object" || schema === null) return schema;
  const { if: condition, ...keywords } = schema as Readonly<Record<string, unknown>>;
  const inner = Object.fromEntries(
    Object.entries(keywords).map(([key, value]) => [
      key,
      key === "properties" ? mapProperties(value as SettingsSchema) : withVariables(value),
    ]),
  );
  const { pattern, enum: words, enumDescriptions, ...others } = inner;
  const variable = { type: "string", pattern: VARIABLE };
  return {
    ...(condition === undefined ? {} : { if: condition }),
    ...(others["type"] === "string" && { pattern: `^${WELL_FORMED}` }),
    ...(typeof pattern === "string" && { anyOf: [{ pattern }, { pattern: VARIABLE }] }),
    ...(Array.isArray(words) && { anyOf: [{ enum: words, ...defined({ enumDescriptions }) }, variable] }),
    ...others,
  };
}

function mapProperties(properties: SettingsSchema): SettingsSchema {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, withVariables(value)]));
}

/** The branch of a setting; `foreign` gives the branches of values that something else defines, by their names. */
export function schemaOf(setting: Setting, foreign: (name: string) => SettingsSchema = () => ({})): SettingsSchema {
  const common = { ...defined({ default: constantDefault(setting) }), description: describeSetting(setting) };
  switch (setting.kind) {
    case "string": {
      const { minLength, maxLength, pattern } = setting;
      return { type: "string", ...defined({ minLength, maxLength, pattern }), ...common };
    }
    case "integer":
    case "number": {
      const { kind, minimum, maximum = kind === "integer" ? Number.MAX_SAFE_INTEGER : undefined } = setting;
      return { type: kind, ...defined({ minimum, maximum }), ...common };
    }
    case "boolean":
      return { type: "boolean", ...common };
    case "choice":
      return { ...choicesSchema(setting.choices), ...common };
    case "list": {
      const { minItems, uniqueItems, items, orSingle } = setting;
      const item = withoutDoc(schemaOf(items, foreign));
      const list = { type: "array", ...defined({ minItems, uniqueItems }), items: item };
      return orSingle === true ? { anyOf: [list, item], ...common } : { ...list, ...common };
    }
    case "object":
      return { ...objectSchema(setting, foreign), ...common };
    case "variants":
      return { ...variantsSchema(setting, foreign), ...common };
    case "foreign":
      return { allOf: [foreign(setting.name)], ...common };
    default:
      return setting satisfies never;
  }
}

function objectSchema({ settings, rules = [] }: ObjectSetting, foreign: (name: string) => SettingsSchema) {
  return {
    type: "object",
    additionalProperties: false,
    ...membersSchema(settings, foreign),
    ...(rules.length === 0 ? {} : { allOf: rules.map((rule) => ruleSchema(rule, settings)) }),
  };
}

function membersSchema(settings: Settings, foreign: (name: string) => SettingsSchema) {
  const required = Object.keys(settings).filter((key) => settings[key]?.required === true);
  return {
    ...(required.length === 0 ? {} : { required }),
    properties: Object.fromEntries(Object.entries(settings).map(([key, setting]) => [key, schemaOf(setting, foreign)])),
  };
}

/** Each variant has its own keys, and knows no others; while the tag names none, any key is let through. */
function variantsSchema(setting: VariantsSetting, foreign: (name: string) => SettingsSchema): SettingsSchema {
  const { tag, variants } = setting;
  const short = shorthandOf(setting);
  const object = {
    type: "object",
    required: [tag],
    properties: { [tag]: schemaOf(tagSetting(setting)) },
    allOf: variants.map(({ value, settings }) => {
      const { required = [], properties } = membersSchema(settings, foreign);
      return {
        if: { properties: { [tag]: { const: value } }, required: [tag] },
        then: { required, properties: { [tag]: true, ...properties }, additionalProperties: false },
      };
    }),
  };
  return short === undefined ? object : { anyOf: [schemaOf(short, foreign), object] };
}

function choicesSchema(choices: readonly Choice[]) {
  return { enum: choices.map(({ value }) => value), enumDescriptions: choices.map(describeChoice) };
}

/** That a choice, or the tag of variants, is one of these words. */
function wordsSchema(setting: Setting | undefined, words: readonly string[]): SettingsSchema {
  const value = { enum: words };
  return setting?.kind === "variants" ? { properties: { [setting.tag]: value } } : value;
}

/** A condition on the tag of variants is about an object that has one. */
function onlyObject(setting: Setting | undefined): SettingsSchema {
  return setting?.kind === "variants" ? { type: "object", required: [setting.tag] } : {};
}

function ruleSchema({ when, key, values, unless }: SettingRule, settings: Settings): SettingsSchema {
  const lifted = unless === undefined ? [] : [{ required: [unless], properties: { [unless]: { const: true } } }];
  const allowed = wordsSchema(settings[key], values);
  return {
    if: {
      required: Object.keys(when),
      properties: Object.fromEntries(
        Object.entries(when).map(([other, words]) => [
          other,
          { ...wordsSchema(settings[other], words), ...onlyObject(settings[other]) },
        ]),
      ),
    },
    then: { properties: { [key]: lifted.length === 0 ? allowed : { anyOf: [allowed, ...lifted] } } },
  };
}

/** What an item is, is said where the list is described. */
function withoutDoc({ description: _, ...schema }: SettingsSchema): SettingsSchema {
  return schema;
}

function defined<T extends object>(keywords: T): Partial<T> {
  return Object.fromEntries(Object.entries(keywords).filter(([, value]) => value !== undefined)) as Partial<T>;
}
