// From a delivery to the event as the sender handles it: its size, and the user and device whose limits it counts against.
import type { Delivery } from "../../contracts/sink.ts";
import { createHash } from "../../process/crypto.ts";

export interface Item {
  readonly delivery: Delivery;
  /** Bytes in a request, with the comma after it. */
  readonly bytes: number;
  /** Whom Amplitude throttles: `u` and the user, `d` and the device. */
  readonly subjects: readonly string[];
  /** Events with the same key are sent in their order. */
  readonly partitionKey: string;
}

export const userSubject = (id: string): string => `u${id}`;
export const deviceSubject = (id: string): string => `d${id}`;

export function itemOf(delivery: Delivery): Item {
  const subjects: string[] = [];
  const { user_id: user, device_id: device } = delivery.event;
  if (typeof user === "string") subjects.push(userSubject(user));
  if (typeof device === "string") subjects.push(deviceSubject(device));
  return { delivery, bytes: Buffer.byteLength(delivery.json) + 1, subjects, partitionKey: subjects[0] ?? "" };
}

/** The partition, below `partitions`, of every event with this key; the same in every process. */
export function partitionOf(partitionKey: string, partitions: number): number {
  return createHash("md5").update(partitionKey).digest().readUInt32BE(0) % partitions;
}
