// Levels "start-up", "compile" and "memory": what a command costs before its first row, and at most while it runs.
import { createCompiler } from "@heddle/compiler";
import { BENCH_FOLDER, jsonFiles } from "./data.ts";
import { HEDDLE } from "./level-files.ts";
import { converterText } from "./level-mapper.ts";
import { inTurns, programsInTurns, type Result, runProgram } from "./measure.ts";
import { CONVERTERS } from "./level-mapper.ts";
import { join } from "node:path";

const node = (...args: string[]) => runProgram(BENCH_FOLDER, process.execPath, args);

export async function startLevel(runs: number): Promise<Result[]> {
  const { plain } = await jsonFiles(1);
  const ran = await programsInTurns(runs * 3, {
    "node -e 0": () => node("-e", "0"),
    "heddle --help": () => node(HEDDLE, "--help"),
    "heddle map, one row": () => node(HEDDLE, "map", join(CONVERTERS, "pass-through.converter.json"), plain),
  });
  const bare = ran["node -e 0"].seconds;
  return Object.entries(ran).map(([what, { seconds, peakMB }]): Result => ({
    level: "start-up",
    what,
    seconds,
    ...(peakMB === undefined ? {} : { peakMB }),
    ...(what === "heddle --help" ? { target: "< 100 ms more than node -e 0", met: seconds - bare < 0.1 } : {}),
  }));
}

/** Converters of 10, 100 and 1,000 mapped keys, as many operators among them as in the converters of the suite. */
export async function compileLevel(runs: number): Promise<Result[]> {
  const { converterConfig } = JSON.parse(converterText("time-and-strings")) as {
    converterConfig: { convertToAmplitudeFunc: { event_properties: Record<string, unknown> } };
  };
  const shapes = Object.values(converterConfig.convertToAmplitudeFunc.event_properties);
  const compiler = createCompiler();
  const results: Result[] = [];
  for (const keys of [10, 100, 1000]) {
    const properties = (value: (i: number) => unknown) =>
      Object.fromEntries(Array.from({ length: keys - 2 }, (_, i) => [`property_${i}`, value(i)]));
    const text = (value: (i: number) => unknown): string =>
      JSON.stringify(
        {
          converterConfig: {
            fileType: "json",
            compressionType: "none",
            convertToAmplitudeFunc: {
              user_id: "user_id",
              event_type: "event_type",
              event_properties: properties(value),
            },
          },
        },
        undefined,
        2,
      );
    const plain = text((i) => `field_${i}`);
    const mixed = text((i) => (i % 4 === 0 ? shapes[(i / 4) % shapes.length] : `field_${i}`));
    const times = await inTurns(Math.max(runs, 9), {
      keys: () => compiler.loadProgram(plain).program?.map,
      operators: () => compiler.loadProgram(mixed).program?.map,
    });
    const level = `compile, ${keys} mapped keys, warm`;
    results.push({
      level,
      what: "keys of the row alone",
      seconds: times.keys,
      ...(keys === 1000 ? { target: "< 20 ms", met: times.keys < 0.02 } : {}),
    });
    results.push({ level, what: "every fourth key with operators", seconds: times.operators });
  }
  return results;
}

export async function memoryLevel(rows: number): Promise<Result[]> {
  const results: Result[] = [];
  for (const count of [Math.ceil(rows / 4), rows, rows * 4]) {
    const files = await jsonFiles(count);
    const ran = await programsInTurns(1, {
      plain: () => node(HEDDLE, "map", join(CONVERTERS, "pass-through.converter.json"), files.plain),
      gzip: () => node(HEDDLE, "map", join(CONVERTERS, "pass-through.converter.json"), files.gzip),
      zstd: () => node(HEDDLE, "map", join(CONVERTERS, "pass-through.converter.json"), files.zstd),
    });
    for (const [kind, { seconds, peakMB = Number.NaN }] of Object.entries(ran)) {
      const target = kind === "zstd" ? {} : { target: "< 150 MB", met: peakMB < 150 };
      results.push({
        level: "peak memory of heddle map",
        what: `${kind}, ${count.toLocaleString("en")} rows`,
        seconds,
        rows: count,
        peakMB,
        ...target,
      });
    }
  }
  return results;
}
