// Queues on the loopback server of tests: made, and sent to.
import { CreateQueueCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { CREDENTIALS, REGION } from "./credentials.ts";

/** Resolves with the queue's address. */
export async function createQueue(endpoint: string, name: string): Promise<string> {
  const sqs = new SQSClient({ region: REGION, endpoint, credentials: { ...CREDENTIALS } });
  const { QueueUrl: queueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  sqs.destroy();
  return queueUrl;
}

export async function sendMessage(endpoint: string, queueUrl: string, body: object): Promise<void> {
  const sqs = new SQSClient({ region: REGION, endpoint, credentials: { ...CREDENTIALS } });
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(body) }));
  sqs.destroy();
}
