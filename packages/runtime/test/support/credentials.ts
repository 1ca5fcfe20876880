// The account of the loopback S3 server that tests and their child processes share.
import type { StaticCredentials } from "../../src/aws/s3-client.ts";

export const CREDENTIALS: StaticCredentials = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "loopback-secret",
};
export const REGION = "eu-west-1";
