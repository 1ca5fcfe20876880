// Settings of files: the language in which they are defined, and all that derives from a definition.
export { analyseSettings, type SettingsAnalysis } from "./settings/analyse-settings.ts";
export { describeChoice, describeSetting, kindText } from "./settings/describe-setting.ts";
export { settingAt, settingOfKey, settingsOf } from "./settings/find-setting.ts";
export {
  type Choice,
  type ChoiceSetting,
  defineSetting,
  defineSettings,
  type ListSetting,
  type ObjectSetting,
  type Setting,
  type SettingRule,
  type Settings,
  type StringSetting,
  type ValueOf,
  type ValuesOf,
  type Variant,
  type VariantsSetting,
} from "./settings/setting.ts";
export { resolveVariables, type ResolvedSettings, type UnsetVariable } from "./settings/resolve-variables.ts";
export { choiceSnippet, snippetOf, variantSnippet } from "./settings/setting-snippet.ts";
export { fileSchemaOf, schemaOf, type SettingsSchema } from "./settings/settings-schema.ts";
export { variablesIn } from "./settings/variables.ts";
export { completeValue, resolvePaths, secretKeys, secretsOf, valueOrEnvironment } from "./settings/settings-value.ts";
