// One thread of a job: composes the job from the settings that it is given, runs it, and tells the main thread what happens.
import { parentPort, workerData } from "node:worker_threads";
import { composeJob } from "./pipeline-compose.ts";
import type { FromThread, ThreadData } from "./pipeline-threads.ts";
import { failureAsData } from "./pipeline-threads.ts";
import { runJob } from "./pipeline.ts";
import { StageFailure } from "./failure.ts";

const port = parentPort;
if (port === null) throw new Error("this file is a thread of a job, and runs nothing by itself");
const { config, once } = workerData as ThreadData;
const stop = new AbortController();
const tell = (message: FromThread): void => port.postMessage(message);
port.on("message", () => stop.abort(new Error("told to stop")));

try {
  const job = await composeJob(config);
  try {
    const { failure, ...report } = await runJob(job.parts, {
      once,
      signal: stop.signal,
      hooks: {
        onJob: (told) => tell({ hook: "onJob", told: [told] }),
        onScan: (...told) => tell({ hook: "onScan", told }),
        onObjectStart: (...told) => tell({ hook: "onObjectStart", told }),
        onProgress: (told) => tell({ hook: "onProgress", told: [told] }),
        onObjectEnd: (told) => tell({ hook: "onObjectEnd", told: [told] }),
        onFailure: (told) => tell({ failed: failureAsData(told) }),
      },
    });
    tell({ report, ...(failure === undefined ? {} : { failure: failureAsData(failure) }) });
  } finally {
    await job.close();
  }
} catch (error) {
  if (!(error instanceof StageFailure)) throw error;
  tell({ refused: failureAsData(error) });
} finally {
  port.close();
}
