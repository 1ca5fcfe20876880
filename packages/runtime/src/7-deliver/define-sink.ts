// The contract of a kind of sink: everything that Heddle knows of it is in its one definition.
import type { DataTypeName, StrategyName } from "@heddle/compiler/language";
import type { Settings, ValuesOf } from "@heddle/compiler/settings";
import type { Policy } from "../aws/policy.ts";
import type { CheckResult } from "../contracts/check-result.ts";
import type { Sink } from "../contracts/sink.ts";
import type { Limits } from "../settings/limits.ts";

/** What a sink is made from beside its own settings. */
export interface SinkSurroundings {
  readonly limits: Limits;
  readonly environment: NodeJS.ProcessEnv;
  /** Of the source's bucket. */
  readonly region: string;
}

/** The settings of a sink as a job has them: with defaults, and with absolute paths. */
export type SinkValues<Type extends string, S> = { readonly type: Type } & ValuesOf<S>;

/** What the events of one object come to on their way. */
export interface ObjectVolume {
  readonly events: number;
  /** Of JSON, line ends included. */
  readonly bytes: number;
}

/** In how many pieces they are delivered, at least. */
export interface Portions {
  readonly noun: "request" | "file";
  readonly count: number;
}

export interface SinkDefinition<Type extends string = string, S extends Settings = Settings> {
  /** The name by which source files choose it; that of its folder. */
  readonly type: Type;
  /** One sentence. */
  readonly doc: string;
  readonly settings: S;
  /** Whether the destination itself drops events that it has seen within seven days. */
  readonly deduplicates: boolean;
  /** What it can deliver: every one of these data types in every one of these strategies that the data type has. */
  readonly carries: {
    readonly dataTypes: readonly DataTypeName[];
    readonly strategies: readonly StrategyName[];
    /** Why not all of them; one sentence. */
    readonly reason?: string;
  };
  /**
   * Of a sink that keeps on the machine what tells a repeated delivery from the first: why machines that share a ledger deliver twice, and
   * the boolean among its settings that says that they share this, too.
   */
  readonly oneMachine?: { readonly unless: string; readonly reason: string };
  /** In how many pieces the events of an object are delivered, as a dry run says. */
  portions(settings: SinkValues<Type, S>, volume: ObjectVolume): Portions;
  /** @throws StageFailure of scope "job" where the settings are not enough. */
  create(settings: SinkValues<Type, S>, surroundings: SinkSurroundings): Sink;
  /**
   * Tries all that the sink has to do; nothing of it stays. A warning says what still does.
   * @throws StageFailure of scope "job": why it cannot.
   */
  check(
    settings: SinkValues<Type, S>,
    surroundings: SinkSurroundings & { readonly signal: AbortSignal },
  ): Promise<CheckResult>;
  /** What the keys that write the sink must be allowed; undefined where it needs no policy of AWS. */
  policy(settings: SinkValues<Type, S>, surroundings: Pick<SinkSurroundings, "region">): Policy | undefined;
}

/** Keeps the literal types of a definition, from which the type of its settings is made. */
export function defineSink<const Type extends string, const S extends Settings>(
  definition: SinkDefinition<Type, S>,
): SinkDefinition<Type, S> {
  return definition;
}
