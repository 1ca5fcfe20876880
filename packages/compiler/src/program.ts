// A compiled converter: the settings of its file and the function that maps a row.
import type { BytePlan } from "./codegen/byte-plan.ts";
import type { CompressionType } from "./formats/compression.ts";
import type { FileType, FormatSettings } from "./formats/formats.ts";
import type { Result, Value } from "./values/value.ts";

/** A Java regular expression that an object key must match whole, translated to ECMAScript. */
export interface KeyPattern {
  readonly java: string;
  readonly source: string;
  readonly flags: string;
}

export interface ConverterSettings extends FormatSettings {
  readonly configName: readonly string[];
  readonly fileType: FileType;
  readonly compressionType: CompressionType;
  /** The event key that skips a row where it is `true`, or that text in any case (D). */
  readonly ignoreEventFlag?: string;
  readonly filterPattern?: KeyPattern;
}

/** What the host injects for each row, so that runs can be repeated (D). */
export interface MapContext {
  /** The instant of the row, in whole milliseconds since the epoch. */
  readonly now: number;
}

/** The keys from the row down to a value that the converter reads; the empty path is the row as a whole. */
export type InputPath = readonly string[];

/** A program as it maps bytes. */
export interface ByteProgram {
  readonly plan: BytePlan;
  /** All units of a row, as the keys `u0`, `u1` ... of a dict. */
  readonly units: Program["map"];
  /** Those of them that are always computed. */
  readonly always: Program["map"];
}

/** Why a converter's rows go by values: one line without a full stop. */
export interface NoByteProgram {
  readonly why: string;
}

/** A checked and compiled converter. */
export interface Program {
  readonly settings: ConverterSettings;
  readonly inputPaths: readonly InputPath[];
  /**
   * Rows of up to this many bytes can be mapped without a time limit: their regular expressions take at most some ten million steps.
   * Infinity without regular expressions; 0 if no limit is known. Hosts should map larger rows under a time limit.
   */
  readonly maxUnguardedRowBytes: number;
  /**
   * What the converter yields for a row, before any event rule: a value, or `undefined` for no value.
   * `ignoreEventFlag` is not applied. Pure: the row is not changed, but the result may share parts with it.
   */
  map(row: Value, context: MapContext): Result;
  /**
   * Says why an event came without a `time` though its row has one, as `iso_time_to_ms can't read "soon"`; yields undefined
   * where the row has none either. Absent where the converter maps no time. For rows whose event lacks one; slower than `map`.
   */
  lostTime?(row: Value, context: MapContext): string | undefined;
  /** How it maps rows as bytes, or why it does not; made when it is asked for. Absent where a program was not made by this compiler. */
  bytes?(): ByteProgram | NoByteProgram;
}
