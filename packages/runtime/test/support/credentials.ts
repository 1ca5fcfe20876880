// The account of the loopback S3 server that tests and their child processes share.
import type { StaticCredentials } from "../../src/2-open/client.ts";

export const CREDENTIALS: StaticCredentials = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "loopback-secret",
};
export const REGION = "eu-west-1";
