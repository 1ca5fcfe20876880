// From an error of SQS to a failure of the job: what is wrong with the queue, and how to mend it.
import { errorFacts, UNREACHABLE } from "../../aws/error-facts.ts";
import type { NOTIFICATION_CODES } from "../../codes/notifications.ts";
import { StageFailure } from "../../contracts/stage-failure.ts";

export function queueFailure(error: unknown, queueUrl: string): StageFailure {
  if (error instanceof StageFailure) return error;
  const { name, message, status, systemCode } = errorFacts(error);
  const failure = (code: keyof typeof NOTIFICATION_CODES, text: string, hint: string): StageFailure =>
    new StageFailure({ code, message: text, hint, cause: error });
  if (UNREACHABLE.has(systemCode)) {
    return failure(
      "notifications/unreachable",
      `SQS cannot be reached (${systemCode}): ${message}`,
      "check `notifications.queueUrl`, `notifications.endpoint` and the network of this machine",
    );
  }
  if (/QueueDoesNotExist|NonExistentQueue|InvalidAddress/.test(name)) {
    return failure(
      "notifications/no-such-queue",
      `there is no queue ${queueUrl}`,
      "check `notifications.queueUrl` and `notifications.region` in the source file",
    );
  }
  if (/AccessDenied|InvalidClientTokenId|SignatureDoesNotMatch|UnrecognizedClient|InvalidSecurity/.test(name)) {
    return failure(
      "notifications/access-denied",
      `the queue ${queueUrl} may not be read: ${message || name}`,
      "allow sqs:ReceiveMessage, sqs:DeleteMessage, sqs:ChangeMessageVisibility and sqs:GetQueueAttributes on it; `heddle iam` prints the policy",
    );
  }
  if (name === "CredentialsProviderError") {
    return failure(
      "notifications/no-credentials",
      `there are no credentials for SQS: ${message}`,
      "set `credentials` in the source file, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or configure a profile",
    );
  }
  const isRefusal = status >= 400 && status < 500 && status !== 408 && status !== 429;
  const what = [name, message || systemCode].filter((part) => part !== "").join(": ");
  return failure(
    isRefusal ? "notifications/refused" : "notifications/interrupted",
    `the queue ${queueUrl} cannot be read: ${what}${status === 0 ? "" : ` (status ${status})`}`,
    isRefusal ? "check `notifications` in the source file" : "it is tried again; look at the network if it lasts",
  );
}
