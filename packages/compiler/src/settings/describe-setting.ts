// From the definition of a setting to what people read of it.
import type { Setting } from "./setting.ts";

/** Its doc, with its default behind it. */
export function describeSetting(setting: Setting): string {
  const { doc, otherwise, required } = setting;
  const value = defaultText(setting);
  if (value !== undefined) return `${doc} Default: ${value}.`;
  if (otherwise !== undefined) return `${doc} Default: ${otherwise}.`;
  return required === true ? `${doc} Required.` : doc;
}

/** The constant default of a setting of one value; undefined where there is none. */
export function defaultText(setting: Setting): string | undefined {
  switch (setting.kind) {
    case "integer":
    case "number":
      return setting.default === undefined
        ? undefined
        : `${setting.default}${setting.unit === undefined ? "" : ` ${setting.unit}`}`;
    case "string":
    case "choice":
    case "boolean":
      return setting.default === undefined ? undefined : JSON.stringify(setting.default);
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
      return "object";
    case "foreign":
      return setting.name;
    default:
      return setting.kind;
  }
}

/** `a`, `b` or `c`. */
export function alternatives(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  const last = quoted.pop() ?? "";
  return quoted.length === 0 ? last : `${quoted.join(", ")} or ${last}`;
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
