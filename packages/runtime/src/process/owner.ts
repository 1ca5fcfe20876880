// Names the process that holds a claim, and detects that a named process is dead.
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { bootId } from "./steady-clock.ts";

interface Owner {
  /** The computer since it booted, and the PID namespace. */
  readonly place: string;
  readonly pid: number;
  /** When the process started, in clock ticks; empty where the system does not say. */
  readonly started: string;
}

export function ownerOfThisProcess(): string {
  const owner: Owner = { place: thisPlace(), pid: process.pid, started: startOf(process.pid) };
  return JSON.stringify(owner);
}

/** As people know it: "process 4711 on web-1". */
export function nameOfOwner(name: string): string {
  const { place, pid } = JSON.parse(name) as Owner;
  return `process ${pid} on ${place.split(" ")[0]}`;
}

/**
 * True only where the process ran on this computer and has exited. A process elsewhere may be alive: its lease has to end.
 */
export function isDeadProcess(name: string): boolean {
  const owner = JSON.parse(name) as Owner;
  if (owner.place !== thisPlace()) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
  // Process ids are reused: another start time means another process.
  return startOf(owner.pid) !== owner.started;
}

function thisPlace(): string {
  const boot = bootId() ?? "";
  const namespace = orEmpty(() => readlinkSync("/proc/self/ns/pid"));
  // Machines of Lambda start from copies, alike in all of these; each has a log of its own.
  const { AWS_LAMBDA_LOG_STREAM_NAME: log } = process.env;
  return [hostname(), boot, namespace, ...(log === undefined ? [] : [log])].join(" ");
}

function startOf(pid: number): string {
  // The name of the program, in parentheses, may hold spaces; the start is the 20th field after it.
  return orEmpty(() => readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[19] ?? "");
}

function orEmpty(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}
