// The clocks of a SQLite ledger: the time of day for what people read, and a steady one for leases that all its processes share.
import type { DatabaseSync } from "node:sqlite";
import { bootId, steadyEpochClock, steadyNow } from "../../process/steady-clock.ts";

/** Both in milliseconds since the epoch. */
export interface Clocks {
  /** The time of day, which may step. */
  wall(): number;
  /** Never steps, and is the same for all processes of a computer that have the ledger open. */
  steady(): number;
}

/** The first process after a boot anchors the steady clock in the ledger. Where boots cannot be told apart each process has its own. */
export function openClocks(database: DatabaseSync): Clocks {
  const wall = (): number => Date.now();
  const boot = bootId();
  if (boot === undefined) return { wall, steady: steadyEpochClock() };
  database.prepare("INSERT OR IGNORE INTO clock (boot, epoch) VALUES (?, ?)").run(boot, Date.now() - steadyNow());
  const epoch = Number(database.prepare("SELECT epoch FROM clock WHERE boot = ?").get(boot)?.["epoch"]);
  return { wall, steady: () => epoch + steadyNow() };
}
