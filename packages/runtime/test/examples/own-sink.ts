// Your own sink in the job of a source file: all events of an object arrive together, or none.
import { composeJob, type Delivery, type JobReport, loadSource, runJob, type Sink } from "@heddle/runtime";

/** `store` is called once for each object; delivering an object again has to replace what it stored. */
export function storeSink(store: (key: string, events: readonly string[]) => Promise<void>): Sink {
  return {
    async open({ key }) {
      const lines: string[] = [];
      return {
        write: async (events: readonly Delivery[]) => void lines.push(...events.map(({ json }) => json)),
        reject: async () => {},
        async commit() {
          await store(key, lines);
          return { events: lines.length, rejected: 0, bytes: 0, files: [key] };
        },
        abort: async () => {},
      };
    },
  };
}

export async function ingestInto(sourceFile: string, sink: Sink): Promise<JobReport> {
  const job = await composeJob(await loadSource(sourceFile), { sink });
  try {
    return await runJob(job.parts, { once: true });
  } finally {
    await job.close();
  }
}
