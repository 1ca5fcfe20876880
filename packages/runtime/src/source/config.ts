// The settings of a source: as its file gives them, and as the job takes them, with defaults in place and paths resolved.
import type { DataTypeName, StrategyName } from "@heddle/compiler/language";
import type { ValueOf } from "@heddle/compiler/settings";
import type { SOURCE } from "./definition.ts";

export type DataType = DataTypeName;
export type Strategy = StrategyName;
export type { Limits } from "../settings/limits.ts";

/** A source file that its definition finds nothing wrong with. */
export type SourceFile = ValueOf<typeof SOURCE, "given">;

/** Under it a source carries the values of variables that are not to be shown: no key, so that it is in no copy as JSON. */
export const HIDDEN = Symbol("values of variables");

/** A source file with absolute paths, variables and every default in place. */
export type SourceConfig = Omit<ValueOf<typeof SOURCE>, "strategy"> & {
  readonly strategy: Strategy;
  readonly [HIDDEN]?: readonly string[];
};
