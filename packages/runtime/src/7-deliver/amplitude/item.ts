// From a delivery to the event as the sender handles it: its size, and the user and device that it counts for.
import { createHash } from "node:crypto";
import type { Delivery } from "../../contracts/sink.ts";

export interface Item {
  readonly delivery: Delivery;
  /** Bytes in a request, with the comma behind it. */
  readonly bytes: number;
  /** Whom the far side throttles: `u` and the user, `d` and the device. */
  readonly subjects: readonly string[];
  /** Events of one partition are sent in their order. */
  readonly partition: string;
}

export const userSubject = (id: string): string => `u${id}`;
export const deviceSubject = (id: string): string => `d${id}`;

export function itemOf(delivery: Delivery): Item {
  const subjects: string[] = [];
  const { user_id: user, device_id: device } = delivery.event;
  if (typeof user === "string") subjects.push(userSubject(user));
  if (typeof device === "string") subjects.push(deviceSubject(device));
  return { delivery, bytes: Buffer.byteLength(delivery.json) + 1, subjects, partition: subjects[0] ?? "" };
}

/** The lane, of `lanes`, that takes every event of a partition; the same in every process. */
export function laneOf(partition: string, lanes: number): number {
  return createHash("md5").update(partition).digest().readUInt32BE(0) % lanes;
}
