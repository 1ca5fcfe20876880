// A queue on the loopback server of tests, by its name.
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { CREDENTIALS, REGION } from "./credentials.ts";

/** Resolves with the queue's address. */
export async function createQueue(endpoint: string, name: string): Promise<string> {
  const sqs = new SQSClient({ region: REGION, endpoint, credentials: { ...CREDENTIALS } });
  const { QueueUrl: queueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  sqs.destroy();
  return queueUrl;
}
