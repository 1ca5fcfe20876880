// From the definition of a setting to what people read of it.
import type { Choice, Setting } from "./setting.ts";

/** Its doc, with its default after it. */
export function describeSetting(setting: Setting): string {
  const value = defaultText(setting);
  return `${withExtension(setting)}${value === undefined ? "" : ` Default: ${value}.`}`;
}

/** What one of the words of a choice means. */
export function describeChoice(choice: Choice): string {
  return withExtension(choice);
}

function withExtension({ doc, extension }: { readonly doc: string; readonly extension?: true }): string {
  return extension === true ? `${doc} An extension, which Amplitude's own import doesn't support.` : doc;
}

/** What holds where it is left out; undefined where nothing does. */
export function defaultText(setting: Setting): string | undefined {
  const { otherwise } = setting;
  if (otherwise !== undefined) return otherwise;
  if (setting.kind === "string" && setting.environment !== undefined)
    return `${setting.environment} of the environment`;
  const value = constantDefault(setting);
  if (value === undefined || value === "") return undefined;
  const unit = setting.kind === "integer" || setting.kind === "number" ? setting.unit : undefined;
  return typeof value === "string" ? `\`${value}\`` : `${value}${unit === undefined ? "" : ` ${unit}`}`;
}

/** The default of a setting that has a single value. */
export function constantDefault(setting: Setting): string | number | boolean | undefined {
  switch (setting.kind) {
    case "integer":
    case "number":
    case "string":
    case "choice":
    case "boolean":
      return setting.default;
    default:
      return undefined;
  }
}

/** The name of its kind, as a noun. */
export function kindText(setting: Setting): string {
  switch (setting.kind) {
    case "choice":
      return "string";
    case "list":
      return "array";
    case "variants":
      return setting.shorthand === undefined ? "object" : "string or object";
    case "foreign":
      return setting.name;
    default:
      return setting.kind;
  }
}

/** Whether a setting is a secret, or can hold one. */
export function holdsSecret(setting: Setting): boolean {
  if (setting.secret === true) return true;
  switch (setting.kind) {
    case "list":
      return holdsSecret(setting.items);
    case "object":
      return Object.values(setting.settings).some(holdsSecret);
    case "variants":
      return setting.variants.some((variant) => Object.values(variant.settings).some(holdsSecret));
    default:
      return false;
  }
}
