// A real S3 server on loopback with a client that speaks to it, for one test file.
import { CreateBucketCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { buildApp } from "fauxqs";
import { createS3Client } from "../../src/aws/s3-client.ts";
import { CREDENTIALS, REGION } from "./credentials.ts";

export interface TestS3 {
  readonly endpoint: string;
  readonly port: number;
  readonly client: S3Client;
  bucket(name: string): Promise<void>;
  put(bucket: string, key: string, body: string | Uint8Array): Promise<void>;
  stop(): Promise<void>;
}

export async function startS3(): Promise<TestS3> {
  const app = buildApp({ logger: false });
  const endpoint = await app.listen({ host: "127.0.0.1", port: 0 });
  const client = createS3Client({ region: REGION, endpoint, credentials: CREDENTIALS });
  return {
    endpoint,
    port: Number(new URL(endpoint).port),
    client,
    bucket: async (name) => {
      await client.send(new CreateBucketCommand({ Bucket: name }));
    },
    put: async (bucket, key, body) => {
      await client.send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body: typeof body === "string" ? Buffer.from(body) : body }),
      );
    },
    stop: async () => {
      client.destroy();
      await app.close();
    },
  };
}
