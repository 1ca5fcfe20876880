// The language in which the settings of a file are defined. A definition is data: the type of the values, validation, the JSON
// Schema, completion, hover, the reference and the masking of secrets derive from it.

interface Described {
  /** What it is for, in a sentence or two; its default and the values it can have are added to it. */
  readonly doc: string;
  readonly required?: true;
  /** What holds where it is left out and no constant does, as in "that of the bucket". */
  readonly otherwise?: string;
  /** Its value is never shown. */
  readonly secret?: true;
  /** Amplitude's own import does not know it. */
  readonly extension?: true;
  /** What completion inserts for a value, as a snippet, where its kind does not say it. */
  readonly snippet?: string;
  /** Reports name it, even where a variable of the environment holds it. */
  readonly reported?: true;
}

export interface StringSetting extends Described {
  readonly kind: "string";
  readonly default?: string;
  /** In code points. */
  readonly minLength?: number;
  /** In code points. */
  readonly maxLength?: number;
  readonly pattern?: string;
  /** What a value has to be, to follow "must be", where a pattern or limits of length do not say it well. */
  readonly form?: string;
  /** A path, relative to the folder of the file. */
  readonly path?: true;
  /** An address of this scheme, as in "s3://", may take the path's place. */
  readonly orAddress?: string;
  /** The environment variable that holds it where it is left out. */
  readonly environment?: string;
}

export interface NumberSetting extends Described {
  /** Integers are safe ones. */
  readonly kind: "integer" | "number";
  readonly default?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  /** What it counts, as in "seconds". */
  readonly unit?: string;
}

export interface BooleanSetting extends Described {
  readonly kind: "boolean";
  readonly default?: boolean;
}

export interface Choice {
  readonly value: string;
  readonly doc: string;
  readonly extension?: true;
}

/** One of several words. */
export interface ChoiceSetting extends Described {
  readonly kind: "choice";
  readonly choices: readonly Choice[];
  readonly default?: string;
}

export interface ListSetting extends Described {
  readonly kind: "list";
  readonly items: Setting;
  readonly minItems?: number;
  readonly uniqueItems?: true;
  /** What a value has to be, to follow "must be". */
  readonly form?: string;
  /** A single item may be given without a list around it. */
  readonly orSingle?: true;
}

/** The settings of an object, by their keys. */
export interface Settings {
  readonly [key: string]: Setting;
}

export interface ObjectSetting extends Described {
  readonly kind: "object";
  readonly settings: Settings;
  /** Where it is left out it is this, with the defaults of its settings. */
  readonly default?: { readonly [key: string]: unknown };
  readonly rules?: readonly SettingRule[];
  /** Of a file: its strings may name variables of the environment, as in `${NAME}`. */
  readonly variables?: true;
}

/** Certain values of some choices, or of the tags of variants, that rule out values of another, all in one object. */
export interface SettingRule {
  /** For each key the values of which it has one. */
  readonly when: { readonly [key: string]: readonly string[] };
  /** The key of the choice, or of the variants, that is restricted then. */
  readonly key: string;
  readonly values: readonly string[];
  /** A boolean among the settings of the variant; where it is true the rule does not apply. */
  readonly unless?: string;
  /** One sentence. */
  readonly reason: string;
}

export interface Variant {
  readonly value: string;
  readonly doc: string;
  readonly settings: Settings;
}

/** An object one of whose keys, the tag, says which others it has. */
export interface VariantsSetting extends Described {
  readonly kind: "variants";
  readonly tag: string;
  /** What the tag is for. */
  readonly tagDoc: string;
  readonly variants: readonly Variant[];
  /** A string may take the place of the object: the value of this key of this variant. */
  readonly shorthand?: { readonly value: string; readonly key: string };
}

/** A value that something else defines and checks; `name` says what. */
export interface ForeignSetting extends Described {
  readonly kind: "foreign";
  readonly name: string;
}

export type Setting =
  | StringSetting
  | NumberSetting
  | BooleanSetting
  | ChoiceSetting
  | ListSetting
  | ObjectSetting
  | VariantsSetting
  | ForeignSetting;

/** Keeps the literal types of a definition, from which {@link ValueOf} makes the type of its value. */
export function defineSetting<const S extends Setting>(setting: S): S {
  return setting;
}

/** As {@link defineSetting}, of several. */
export function defineSettings<const S extends Settings>(settings: S): S {
  return settings;
}

/** The value of a setting: as a file gives it, or completed with every default. */
export type ValueOf<S, Form extends "given" | "complete" = "complete"> = S extends { readonly kind: infer Kind }
  ? Kind extends "string"
    ? string
    : Kind extends "integer" | "number"
      ? number
      : Kind extends "boolean"
        ? boolean
        : S extends { readonly kind: "choice"; readonly choices: readonly { readonly value: infer Value }[] }
          ? Value
          : S extends { readonly kind: "list"; readonly items: infer Items }
            ? readonly ValueOf<Items, Form>[]
            : S extends { readonly kind: "object"; readonly settings: infer Members }
              ? ValuesOf<Members, Form>
              : S extends {
                    readonly kind: "variants";
                    readonly tag: infer Tag;
                    readonly variants: readonly (infer V)[];
                  }
                ? VariantOf<V, Tag & string, Form> | (S extends { readonly shorthand: object } ? string : never)
                : unknown
  : never;

type VariantOf<V, Tag extends string, Form extends "given" | "complete"> = V extends {
  readonly value: infer Value;
  readonly settings: infer Members;
}
  ? Flat<{ readonly [key in Tag]: Value } & ValuesOf<Members, Form>>
  : never;

type Required<S, Form> = S extends { readonly required: true }
  ? true
  : Form extends "complete"
    ? S extends { readonly default: unknown }
      ? true
      : false
    : false;

type Flat<T> = { readonly [key in keyof T]: T[key] };

/** The values of several settings, in one object. */
export type ValuesOf<Members, Form extends "given" | "complete" = "complete"> = Flat<
  {
    readonly [key in keyof Members as Required<Members[key], Form> extends true ? key : never]: ValueOf<
      Members[key],
      Form
    >;
  } & {
    readonly [key in keyof Members as Required<Members[key], Form> extends true ? never : key]?: ValueOf<
      Members[key],
      Form
    >;
  }
>;
