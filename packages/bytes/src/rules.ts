// The rules of events as the module keeps them: numbers of layout.ts, from whoever knows the rules.
import type { RejectedOutcome, Value } from "@heddle/compiler";

/** What the event gets where it lacks a key: a constant, or the id of the row's place. */
export type ByteDefault = { readonly key: string; readonly has: number; readonly value: string | boolean | undefined };

export interface ByteRules {
  /** The check (CHECK_*) of a key. */
  checkOf(key: string): number;
  /** The check of a key in a dict that is the value of `top`. */
  checkBelow(top: string, key: string): number;
  /** The bit (HAS_*) of a key that rules about several keys ask for; 0 for others. */
  hasOf(key: string): number;
  /** Whether the rules leave a constant as it is and note nothing. `layer` counts from 1 at the key's own value. */
  keepsConstant(key: string, value: Value, layer: number): boolean;
  /** Whether the rules leave a list or dict that JavaScript made as it is; the same layers. */
  keepsValue(key: string, value: Value, layer: number): boolean;
  /** Masks of keys; an event needs one of each, and is set aside for the first that it lacks. */
  readonly needed: readonly number[];
  /** Why an event that lacks the `needed`-th is set aside; `notes`: the rules (NOTE_*) that were noted in it, in their order. */
  rejectionOf(needed: number, notes: Uint8Array): RejectedOutcome;
  readonly defaults: readonly ByteDefault[];
  /** Keys whose value is that of their default, whatever the converter yields. */
  readonly replaced: readonly string[];
  readonly limits: {
    readonly maxStringLength: number;
    readonly minIdLength: number;
    readonly maxGroupTypes: number;
    readonly maxGroupValues: number;
  };
  /** In lower case. */
  readonly refusedIds: readonly string[];
  /** What dicts of properties can hold instead of properties. */
  readonly operations: readonly { readonly name: string; readonly forGroups: boolean }[];
  /** Whether the flag of the converter is tested; without rules it is a key like others. */
  readonly hasRules: boolean;
}
