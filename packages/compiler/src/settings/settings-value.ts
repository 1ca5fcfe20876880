// From what a file gives, valid as its definition says, to the values that a program takes, and to the secrets among them.
import { shorthandOf } from "./find-setting.ts";
import type { Setting, Settings, StringSetting, ValueOf } from "./setting.ts";

/** The values with the default of each setting that is left out and has one. */
export function completeValue<S extends Setting>(setting: S, given: ValueOf<S, "given">): ValueOf<S> {
  return complete(setting, given) as ValueOf<S>;
}

function complete(setting: Setting, value: unknown): unknown {
  return mapParts(setting, value, (part, given) => {
    const found = given ?? ("default" in part ? part.default : undefined);
    return found === undefined ? undefined : complete(part, found);
  });
}

/** The values with every path as `resolve` makes it. */
export function resolvePaths<Value>(setting: Setting, value: Value, resolve: (path: string) => string): Value {
  const walk = (part: Setting, given: unknown): unknown => {
    if (given === undefined) return undefined;
    if (part.kind !== "string" || part.path !== true) return mapParts(part, given, walk);
    const isAddress = part.orAddress !== undefined && String(given).startsWith(part.orAddress);
    return isAddress ? given : resolve(String(given));
  };
  return walk(setting, value) as Value;
}

/** Every secret among the values, and of the environment where a setting that is left out is taken from there. */
export function secretsOf(
  setting: Setting,
  value: unknown,
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const found: string[] = [];
  const walk = (part: Setting, given: unknown): undefined => {
    if (part.secret === true) {
      const secret =
        given ?? (part.kind === "string" && part.environment !== undefined && environment[part.environment]);
      if (typeof secret === "string" && secret !== "") found.push(secret);
    } else if (given !== undefined) mapParts(part, given, walk);
  };
  walk(setting, value);
  return found;
}

/** The keys of all secrets, wherever they are. */
export function secretKeys(setting: Setting): readonly string[] {
  const ofSettings = (settings: Settings): string[] =>
    Object.entries(settings).flatMap(([key, part]) => (part.secret === true ? [key] : keysOf(part)));
  const keysOf = (part: Setting): string[] => {
    if (part.kind === "list") return keysOf(part.items);
    if (part.kind === "object") return ofSettings(part.settings);
    return part.kind === "variants" ? part.variants.flatMap(({ settings }) => ofSettings(settings)) : [];
  };
  return [...new Set(keysOf(setting))];
}

/** The value with its items or members as `change` makes them; it is asked for members that are left out, too. */
function mapParts(setting: Setting, value: unknown, change: (part: Setting, given: unknown) => unknown): unknown {
  switch (setting.kind) {
    case "list":
      return Array.isArray(value) ? value.map((item) => change(setting.items, item)) : value;
    case "object":
      return mapMembers(setting.settings, value as Readonly<Record<string, unknown>>, change);
    case "variants": {
      const short = typeof value === "string" ? shorthandOf(setting) : undefined;
      if (short !== undefined) return change(short, value);
      const given = value as Readonly<Record<string, unknown>>;
      const variant = setting.variants.find((one) => one.value === given[setting.tag]);
      return { [setting.tag]: given[setting.tag], ...mapMembers(variant?.settings ?? {}, given, change) };
    }
    default:
      return value;
  }
}

function mapMembers(
  settings: Settings,
  given: Readonly<Record<string, unknown>>,
  change: (part: Setting, given: unknown) => unknown,
): Readonly<Record<string, unknown>> {
  const changed = Object.entries(settings).map(([key, part]) => [key, change(part, given[key])] as const);
  return Object.fromEntries(changed.filter(([, value]) => value !== undefined));
}

/** The value of a setting, or that of the environment variable that stands in for it. */
export function valueOrEnvironment(
  { environment: name }: StringSetting,
  value: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  return value ?? (name === undefined ? undefined : environment[name]);
}
