// The S3 sink under test: a bucket that the contract of sinks can look into.
import { createSink } from "../../src/7-deliver/create-sink.ts";
import type { SinkToTest } from "../contracts/sink-contract.ts";
import { CREDENTIALS, REGION } from "../support/credentials.ts";
import { useS3 } from "../support/s3.ts";
import { sourceWith } from "../support/source-config.ts";

export function toTest(): SinkToTest {
  const s3 = useS3();
  return {
    isTransactional: true,
    async make() {
      const bucket = await s3.bucket();
      const lines = async (kind: "events" | "set-aside"): Promise<string[]> => {
        const keys = (await s3.keys(bucket)).filter((key) => key.endsWith(`/${kind}.ndjson`));
        const contents = await Promise.all(keys.map((key) => s3.bytes(bucket, key)));
        return contents.flatMap((content) =>
          String(content)
            .split("\n")
            .filter((line) => line !== ""),
        );
      };
      const settings = { bucket, prefix: "out/", region: REGION, endpoint: s3.endpoint, credentials: CREDENTIALS };
      return {
        sink: createSink(sourceWith({ sink: { type: "s3", ...settings } })),
        events: () => lines("events"),
        rejected: () => lines("set-aside"),
        unfinished: async () => [...s3.uploads.values()].filter((place) => place.startsWith(`${bucket}/`)).length,
      };
    },
  };
}
