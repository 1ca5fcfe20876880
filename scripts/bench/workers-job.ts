// Run by the level "workers": a source file and local files to the job of `heddle run` on these files, as if each were an object of the bucket.
import { basename } from "node:path";
import { composeJob, loadSource, type ObjectSource, openLocalFile, runJob } from "@heddle/runtime";
import { statSync } from "node:fs";

const [sourceFile = "", ...paths] = process.argv.slice(2);
const config = await loadSource(sourceFile);
const { bucket, prefix, region } = config;
const pathOf = new Map(paths.map((path) => [basename(path), path]));

const source: ObjectSource = {
  identity: { bucket, prefix, region },
  async *scan() {
    yield paths.map((path) => ({
      bucket,
      key: basename(path),
      etag: `"${basename(path)}"`,
      size: statSync(path).size,
      lastModified: 0,
    }));
  },
  open({ key, size, etag, lastModified }) {
    const path = pathOf.get(key) ?? "";
    return {
      size,
      etag,
      lastModified,
      async *stream() {
        await using file = await openLocalFile(path);
        for await (const chunk of file.stream()) yield chunk;
      },
      async read(start, end, signal) {
        await using file = await openLocalFile(path);
        return file.read(start, end, signal);
      },
    };
  },
};

const job = await composeJob(config, { source });
const report = await runJob(job.parts, { once: true });
await job.close();
if (report.failure !== undefined) throw report.failure;
if (report.outcomes.failed > 0)
  throw new Error(JSON.stringify(report.objects.find(({ error }) => error !== undefined)));
console.log(
  JSON.stringify({
    rows: report.totals.rows,
    events: report.totals.events,
    seconds: (report.endedAt - report.startedAt) / 1000,
  }),
);
