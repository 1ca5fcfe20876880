// From an error of SQS to a failure of the job: what is wrong with the queue, and how to fix it.
import { type ErrorFacts, errorFacts, isRefusal, statusText, UNREACHABLE } from "../../aws/error-facts.ts";
import { type FailureDetails, StageFailure } from "../../contracts/stage-failure.ts";

export function queueFailure(error: unknown, queueUrl: string): StageFailure {
  if (error instanceof StageFailure) return error;
  return new StageFailure({ ...detailsOf(errorFacts(error), queueUrl), cause: error });
}

function detailsOf(error: ErrorFacts, queueUrl: string): FailureDetails {
  const { name, message, systemCode } = error;
  if (UNREACHABLE.has(systemCode)) {
    return {
      code: "notifications/unreachable",
      message: `cannot reach SQS (${systemCode}): ${message}`,
      hint: "check `notifications.queueUrl`, `notifications.endpoint` and the network",
    };
  }
  if (/QueueDoesNotExist|NonExistentQueue|InvalidAddress/.test(name)) {
    return {
      code: "notifications/no-such-queue",
      message: `there is no queue ${queueUrl}`,
      hint: "check `notifications.queueUrl` and `notifications.region` in the source file",
    };
  }
  if (/^(?:ExpiredToken|TokenRefreshRequired|RequestExpired)/.test(name)) {
    return {
      code: "notifications/expired-token",
      message: `SQS refuses the session token: ${message || name}`,
      hint: "renew the session's credentials",
    };
  }
  if (/AccessDenied|InvalidClientTokenId|SignatureDoesNotMatch|UnrecognizedClient|InvalidSecurity/.test(name)) {
    return {
      code: "notifications/access-denied",
      message: `cannot read the queue ${queueUrl}: ${message || name}`,
      hint: "allow sqs:ReceiveMessage, sqs:DeleteMessage, sqs:ChangeMessageVisibility and sqs:GetQueueAttributes on it; `heddle iam` prints the policy",
    };
  }
  if (name === "CredentialsProviderError") {
    return {
      code: "notifications/no-credentials",
      message: `there are no credentials for SQS: ${message}`,
      hint: "set `credentials` in the source file, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or configure a profile",
    };
  }
  const isRefused = isRefusal(error);
  return {
    code: isRefused ? "notifications/refused" : "notifications/interrupted",
    message: `cannot read the queue ${queueUrl}: ${[name, message || systemCode].filter(Boolean).join(": ")}${statusText(error)}`,
    hint: isRefused
      ? "check `notifications` in the source file"
      : "the job tries again; if it lasts, check the network",
  };
}
