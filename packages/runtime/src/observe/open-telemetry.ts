// From what happens in a job to traces and metrics of OpenTelemetry. Only its API is needed: whoever runs the process decides, by the
// providers that are registered, where they go.
import {
  type Attributes,
  type Meter,
  metrics,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from "@opentelemetry/api";
import type { JobHooks, ObjectReport, StepTiming } from "../contracts/job-report.ts";
import { type ObjectInfo } from "../contracts/object-info.ts";
import { sum } from "../contracts/row-counts.ts";
import type { StageFailure } from "../contracts/stage-failure.ts";
import { combineHooks } from "./hooks.ts";
import { INSTRUMENT_LIST, type InstrumentDefinition, type InstrumentName } from "./instruments.ts";
import { metricHooks } from "./metric-hooks.ts";

export interface TelemetryOptions {
  /** The version of Heddle. */
  readonly version?: string;
  /** Texts that are left out of messages. */
  readonly hide?: (text: string) => string;
}

/** Hooks that trace every object, and record every instrument, with the providers that are registered in this process. */
export function openTelemetryHooks({ version, hide = (text) => text }: TelemetryOptions = {}): JobHooks {
  return combineHooks(
    metricHooksOf(metrics.getMeter("heddle", version)),
    traceHooks(trace.getTracer("heddle", version), hide),
  );
}

function metricHooksOf(meter: Meter): JobHooks {
  const recorders = new Map(INSTRUMENT_LIST.map(([name, definition]) => [name, recorderOf(meter, definition)]));
  let source: Attributes = {};
  const record = (name: InstrumentName, value: number, labels: Attributes = {}): void =>
    recorders.get(name)?.(value, { ...source, ...labels });
  const hooks = metricHooks(record);
  return {
    ...hooks,
    onJob({ source: { bucket, prefix } }) {
      source = { bucket, prefix };
    },
  };
}

function recorderOf(meter: Meter, { name, kind, unit, doc: description, bounds }: InstrumentDefinition) {
  switch (kind) {
    case "counter": {
      const counter = meter.createCounter(name, { unit, description });
      return (value: number, labels: Attributes) => counter.add(value, labels);
    }
    case "gauge": {
      const gauge = meter.createGauge(name, { unit, description });
      return (value: number, labels: Attributes) => gauge.record(value, labels);
    }
    case "histogram": {
      const advice = bounds === undefined ? {} : { advice: { explicitBucketBoundaries: [...bounds] } };
      const histogram = meter.createHistogram(name, { unit, description, ...advice });
      return (value: number, labels: Attributes) => histogram.record(value, labels);
    }
    default:
      return kind satisfies never;
  }
}

/** A trace for each attempt at an object, with a span for each step; one of an object that was given back has no steps. */
function traceHooks(tracer: Tracer, hide: (text: string) => string): JobHooks {
  const underWay = new Map<
    string,
    { readonly object: ObjectInfo; readonly attempt: number; readonly startedAt: Date }
  >();
  const idOf = ({ bucket, key }: ObjectInfo): string => `${bucket}/${key}`;
  const release = (failure?: StageFailure): void => {
    for (const { object, attempt, startedAt } of underWay.values()) {
      const span = objectSpan(tracer, object, startedAt, { "heddle.attempt": attempt, "heddle.outcome": "released" });
      if (failure !== undefined) failSpan(span, failure, hide);
      span.end();
    }
    underWay.clear();
  };
  return {
    onObjectStart: (object, attempt) => void underWay.set(idOf(object), { object, attempt, startedAt: new Date() }),
    onObjectEnd(report) {
      const startedAt = underWay.get(idOf(report.object))?.startedAt ?? new Date(Date.now() - report.ms);
      underWay.delete(idOf(report.object));
      traceObject(tracer, report, startedAt, hide);
    },
    onJobEnd: ({ failure }) => release(failure),
  };
}

function objectSpan(tracer: Tracer, { bucket, key, size }: ObjectInfo, startTime: Date, attributes: Attributes): Span {
  return tracer.startSpan(
    "heddle.object",
    {
      kind: SpanKind.CONSUMER,
      startTime,
      attributes: { "aws.s3.bucket": bucket, "aws.s3.key": key, "heddle.object.size": size, ...attributes },
    },
    ROOT_CONTEXT,
  );
}

function traceObject(tracer: Tracer, report: ObjectReport, startedAt: Date, hide: (text: string) => string): void {
  const { object, outcome, counts, bytesRead, bytesWritten, attempt = 1, error, steps = [], converterHash } = report;
  const span = objectSpan(tracer, object, startedAt, {
    "heddle.outcome": outcome,
    "heddle.attempt": attempt,
    "heddle.rows": counts.rows,
    "heddle.events": counts.events,
    "heddle.rows.set_aside": sum(counts.setAside),
    "heddle.read.bytes": bytesRead,
    "heddle.written.bytes": bytesWritten,
    "heddle.converter.hash": converterHash,
  });
  const hasFailed = outcome === "failed" || outcome === "gone";
  // Of an object that is done, the error is that of its first row that was set aside.
  if (error !== undefined && hasFailed) failSpan(span, error, hide);
  for (const step of steps) traceStep(tracer, span, object, step, hasFailed ? error : undefined);
  span.end();
}

function traceStep(
  tracer: Tracer,
  parent: Span,
  { bucket, key }: ObjectInfo,
  { step, startedAt, endedAt, busyMs, failed }: StepTiming,
  error: ObjectReport["error"],
): void {
  const span = tracer.startSpan(
    `heddle.${step}`,
    {
      startTime: startedAt,
      attributes: { "aws.s3.bucket": bucket, "aws.s3.key": key, "heddle.step.busy_seconds": busyMs / 1000 },
    },
    trace.setSpan(ROOT_CONTEXT, parent),
  );
  if (failed === true && error !== undefined) {
    span.setAttribute("error.type", error.code);
    span.setStatus({ code: SpanStatusCode.ERROR, message: error.code });
  }
  span.end(endedAt);
}

function failSpan(
  span: Span,
  { code, message }: { readonly code: string; readonly message: string },
  hide: (text: string) => string,
): void {
  span.setAttribute("error.type", code);
  span.recordException({ name: code, message: hide(message) });
  span.setStatus({ code: SpanStatusCode.ERROR, message: code });
}
