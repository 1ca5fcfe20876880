// Measures when the steps of an object are at work, and for how long.
import type { StepName, StepTiming } from "../contracts/job-report.ts";

export interface Steps {
  /** Measures work, until what it promises is there. */
  run<T>(step: StepName, work: () => T): T;
  /** The same items; measures the time until each is there. */
  each<T>(step: StepName, items: AsyncIterable<T>): AsyncGenerator<T, void>;
  timings(): readonly StepTiming[];
}

/** Each of these waits for the next, if that is at work. */
const PULLED = ["rows", "decompress", "open"] as const satisfies readonly StepName[];

interface Measured {
  startedAt: number;
  endedAt: number;
  ms: number;
}

/** Milliseconds since the epoch that only grow. */
const now = (): number => performance.timeOrigin + performance.now();

export function measureSteps(): Steps {
  const measured = new Map<StepName, Measured>();
  let failed: StepName | undefined;
  const end = (step: StepName, startedAt: number): void => {
    const endedAt = now();
    const known = measured.get(step) ?? { startedAt, endedAt, ms: 0 };
    known.endedAt = endedAt;
    known.ms += endedAt - startedAt;
    measured.set(step, known);
  };
  const fail = (step: StepName, startedAt: number, error: unknown): never => {
    failed ??= step;
    end(step, startedAt);
    throw error;
  };
  return {
    run<T>(step: StepName, work: () => T): T {
      const startedAt = now();
      let result: T;
      try {
        result = work();
      } catch (error) {
        return fail(step, startedAt, error);
      }
      if (!(result instanceof Promise)) {
        end(step, startedAt);
        return result;
      }
      return result.then(
        (value: unknown) => {
          end(step, startedAt);
          return value;
        },
        (error: unknown) => fail(step, startedAt, error),
      ) as T;
    },
    each: (step, items) =>
      eachMeasured(
        items,
        (startedAt) => end(step, startedAt),
        (startedAt, error) => fail(step, startedAt, error),
      ),
    timings: () => timingsOf(measured, failed),
  };
}

async function* eachMeasured<T>(
  items: AsyncIterable<T>,
  end: (startedAt: number) => void,
  fail: (startedAt: number, error: unknown) => never,
): AsyncGenerator<T, void> {
  const iterator = items[Symbol.asyncIterator]();
  let isOver = false;
  try {
    for (;;) {
      const startedAt = now();
      const next = await iterator.next().catch((error: unknown) => {
        isOver = true;
        return fail(startedAt, error);
      });
      end(startedAt);
      isOver = next.done === true;
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    if (!isOver) await iterator.return?.();
  }
}

function timingsOf(measured: ReadonlyMap<StepName, Measured>, failed: StepName | undefined): readonly StepTiming[] {
  const pulled = PULLED.filter((step) => measured.has(step));
  return [...measured].map(([step, { startedAt, endedAt, ms }]) => {
    const at = pulled.findIndex((other) => other === step);
    const waited = at === -1 ? undefined : pulled[at + 1];
    const waitedMs = waited === undefined ? 0 : (measured.get(waited)?.ms ?? 0);
    return {
      step,
      startedAt,
      endedAt,
      busyMs: Math.max(0, ms - waitedMs),
      ...(failed === step ? { failed: true } : {}),
    };
  });
}
