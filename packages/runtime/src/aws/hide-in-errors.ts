// Takes secrets out of what services say: an answer may repeat the key or the external id of its request.
import type { S3Client } from "@aws-sdk/client-s3";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { STSClient } from "@aws-sdk/client-sts";
import { hideSecrets } from "../settings/hide-secrets.ts";

/** Hides the keys with which a client signs, and further secrets, in the messages of its errors. */
export function hideInErrors(client: S3Client | SQSClient | STSClient, secrets: readonly string[] = []): void {
  // The stacks of all clients take the same middleware; their types differ in the commands' alone.
  (client.middlewareStack as S3Client["middlewareStack"]).add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (error instanceof Error) {
          const hide = hideSecrets([...secrets, ...(await keysOf(client, error))]);
          error.message = hide(error.message);
        }
        throw error;
      }
    },
    { step: "initialize", priority: "high", name: "hideInErrors" },
  );
}

/** None where there are no keys to sign with, which is then the error. */
async function keysOf(
  { config }: Pick<S3Client | SQSClient | STSClient, "config">,
  { name }: Error,
): Promise<readonly string[]> {
  if (name === "CredentialsProviderError" || name === "StageFailure") return [];
  const keys = await config.credentials().catch(() => undefined);
  return [keys?.secretAccessKey ?? "", keys?.sessionToken ?? ""];
}
