// In: a checked converter and rows of a sample. Out: findings about the times of their events: unread, missing, or too early.
import type { Analyser, Analysis } from "./analyse.ts";
import { severityOf } from "./diagnostics/catalog.ts";
import type { Diagnostic, Fix } from "./diagnostics/diagnostic.ts";
import { sortDiagnostics } from "./diagnostics/reporter.ts";
import { MIN_USUAL_TIME } from "./event/limits.ts";
import { interpret } from "./interpret.ts";
import { timeExpressions, unreadTimeOf } from "./lost-time.ts";
import type { CallExpr, Expr } from "./phases/2-resolve/expression.ts";
import type { ResolvedConverter } from "./phases/2-resolve/resolve-envelope.ts";
import type { Inference } from "./phases/3-check/infer.ts";
import { rowTypeOf } from "./phases/3-check/sample.ts";
import { isFlagged } from "./row-outcome.ts";
import { isDict, type Result, type Value } from "./values/value.ts";

export interface SampleTimes {
  /** Evaluates a row. `number` is what messages call it. */
  add(row: Value, number: number): void;
  /** What the rows so far show, in the order of the text. */
  diagnostics(): readonly Diagnostic[];
}

/** How often something happened, and in which row first. */
interface Tally {
  count: number;
  readonly firstRow: number;
  readonly message: string;
  readonly hint?: string;
  readonly fixes?: readonly Fix[];
}

/**
 * Collects what a sample shows of a mapped `time`. Amplitude stamps an event without one with the time of its upload, so a row
 * that gets none is reported, whether its value could not be read or it has none (D). Undefined where the converter maps no time.
 * `now` is the instant that the time operators see, in milliseconds since the epoch.
 */
export function createSampleTimes(
  { body, settings }: ResolvedConverter,
  inference: Inference,
  now: number,
): SampleTimes | undefined {
  const { ignoreEventFlag } = settings;
  const findUnread = unreadTimeOf(body, inference);
  if (findUnread === undefined) return undefined;
  const times = timeExpressions(body, inference);
  const place = [...times].toSorted((a, b) => a.span.start - b.span.start)[0] ?? body;
  const unread = new Map<CallExpr, Tally>();
  const early = new Map<Expr, Tally>();
  let missing: Tally | undefined;
  let events = 0;

  const addEvent = (row: Value, number: number, time: Result): void => {
    events += 1;
    if (time === undefined || time === null) {
      const found = findUnread(row, { now });
      if (found !== undefined) tally(unread, found.call, { firstRow: number, message: found.reason, hint: found.hint });
      else if (missing === undefined) missing = { count: 1, firstRow: number, message: "" };
      else missing.count += 1;
    } else {
      const milliseconds = Number(time);
      if (!(milliseconds < MIN_USUAL_TIME)) return;
      const expr = sourceOf(time, { body, times, row, now }) ?? place;
      tally(early, expr, { firstRow: number, message: String(time), fixes: secondsFix(expr, milliseconds) });
    }
  };
  return {
    add(row, number) {
      const event = evaluated(body, row, now);
      if (!isDict(event) || (ignoreEventFlag !== undefined && isFlagged(event[ignoreEventFlag]))) return;
      addEvent(row, number, event["time"]);
    },
    diagnostics() {
      const found: Diagnostic[] = [];
      for (const [{ span }, tally] of unread) found.push({ ...lost(tally, events), span });
      for (const [{ span }, tally] of early) found.push({ ...tooEarly(tally, events), span });
      if (missing !== undefined) found.push({ ...absent(missing, events), span: place.span });
      return sortDiagnostics(found);
    },
  };
}

export interface SampleOptions {
  /** The instant that the time operators see, in milliseconds since the epoch. */
  readonly now: number;
  /** Does the work that evaluates the rows, or ends it where it takes too long; the findings are then of the rows before. */
  readonly evaluate?: (work: () => void) => void;
}

/** Analyses a converter with all that sample rows show: their types, and the times of their events. */
export function analyseWithRows(
  analyser: Pick<Analyser, "analyse">,
  text: string,
  rows: readonly Value[],
  { now, evaluate = (work) => work() }: SampleOptions,
): Analysis {
  const analysis = analyser.analyse(text, { sample: rowTypeOf(rows) });
  const { converter, inference, diagnostics } = analysis;
  if (analysis.hasErrors || converter === undefined || inference === undefined) return analysis;
  const times = createSampleTimes(converter, inference, now);
  if (times === undefined) return analysis;
  evaluate(() => {
    for (const [number, row] of rows.entries()) times.add(row, number);
  });
  return { ...analysis, diagnostics: sortDiagnostics([...diagnostics, ...times.diagnostics()]) };
}

/** The event of a row; undefined for a row that is too deep. */
function evaluated(body: Expr, row: Value, now: number): Result {
  try {
    return interpret(body, row, { now });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function tally<K>(
  into: Map<K, Tally>,
  key: K,
  {
    hint,
    fixes,
    ...first
  }: Omit<Tally, "count" | "hint" | "fixes"> & {
    readonly hint?: string | undefined;
    readonly fixes?: readonly Fix[] | undefined;
  },
): void {
  const before = into.get(key);
  if (before !== undefined) before.count += 1;
  else
    into.set(key, { ...first, count: 1, ...(hint !== undefined && { hint }), ...(fixes !== undefined && { fixes }) });
}

interface Evaluated {
  readonly body: Expr;
  readonly times: ReadonlySet<Expr>;
  readonly row: Value;
  readonly now: number;
}

/** The expression that yielded a time. */
function sourceOf(time: Value, { body, times, row, now }: Evaluated): Expr | undefined {
  let found: Expr | undefined;
  interpret(body, row, { now }, (expr, _element, result) => {
    if (times.has(expr) && result === time) found = expr;
  });
  return found;
}

/** Seconds become milliseconds where that makes a usual time. */
function secondsFix({ span }: Expr, time: number): readonly Fix[] | undefined {
  if (!(time * 1000 >= MIN_USUAL_TIME)) return undefined;
  return [
    {
      title: "Multiply by 1000, to turn seconds into milliseconds",
      edits: [
        { span: { start: span.start, end: span.start }, text: '["multiply", ' },
        { span: { start: span.end, end: span.end }, text: ', ["int", 1000]]' },
      ],
    },
  ];
}

type Finding = Omit<Diagnostic, "span">;

const STAMPED = "Amplitude stamps an event without a time with the time of its upload.";

function lost({ count, firstRow, message, hint }: Tally, events: number): Finding {
  return {
    severity: severityOf("event-time-lost"),
    code: "event-time-lost",
    message: `${share(count, events)} ${count === 1 ? "loses its" : "lose their"} \`time\`: in row ${firstRow}, ${message}.`,
    hint: hint === undefined ? STAMPED : `${hint}. ${STAMPED}`,
  };
}

function absent({ count, firstRow }: Tally, events: number): Finding {
  const isAll = count === events;
  return {
    severity: severityOf("event-time-missing"),
    code: "event-time-missing",
    message: isAll
      ? "No sample row has a value for `time`."
      : `${share(count, events)} ${count === 1 ? "has" : "have"} no value for \`time\`, the first of them row ${firstRow}.`,
    hint: STAMPED,
  };
}

function tooEarly({ count, firstRow, message, fixes }: Tally, events: number): Finding {
  return {
    severity: severityOf("event-time-early"),
    code: "event-time-early",
    message: `${share(count, events)} ${count === 1 ? "has" : "have"} a \`time\` before 2000: ${message} in row ${firstRow}.`,
    hint: "Amplitude reads `time` as milliseconds since the epoch.",
    ...(fixes !== undefined && { fixes }),
  };
}

function share(count: number, events: number): string {
  if (count === events) return events === 1 ? "The only sample row" : `All ${events} sample rows`;
  return `${count} of ${events} sample rows`;
}
