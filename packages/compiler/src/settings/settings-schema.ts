// From the definition of a setting to its branch of a JSON Schema (draft 7), for editors that know nothing else of the file.
import { constantDefault, describeChoice, describeSetting } from "./describe-setting.ts";
import { tagSetting } from "./find-setting.ts";
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
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: id,
    title,
    ...schemaOf(withSchemaKey(root), foreign),
  };
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
function variantsSchema(setting: VariantsSetting, foreign: (name: string) => SettingsSchema) {
  const { tag, variants } = setting;
  return {
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
}

function choicesSchema(choices: readonly Choice[]) {
  return { enum: choices.map(({ value }) => value), enumDescriptions: choices.map(describeChoice) };
}

function ruleSchema({ when, key, values }: SettingRule, settings: Settings): SettingsSchema {
  const restricted = settings[key];
  const value = { enum: values };
  return {
    if: {
      required: Object.keys(when),
      properties: Object.fromEntries(Object.entries(when).map(([other, allowed]) => [other, { enum: allowed }])),
    },
    then: {
      properties: { [key]: restricted?.kind === "variants" ? { properties: { [restricted.tag]: value } } : value },
    },
  };
}

/** What an item is, is said where the list is described. */
function withoutDoc({ description: _, ...schema }: SettingsSchema): SettingsSchema {
  return schema;
}

function defined<T extends object>(keywords: T): Partial<T> {
  return Object.fromEntries(Object.entries(keywords).filter(([, value]) => value !== undefined)) as Partial<T>;
}
