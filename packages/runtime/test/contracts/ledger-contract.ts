// What every ledger promises, wherever it is kept: a suite of tests to run over each.
import { describe, expect, it } from "vitest";
import type { ObjectInfo } from "../../src/contracts/object-info.ts";
import { addCounts, noRows, type RowCounts } from "../../src/contracts/row-counts.ts";
import type {
  Claim,
  ClaimRequest,
  DoneFilter,
  EntryFilter,
  Ledger,
  LedgerEntry,
  LedgerError,
  LedgerSummary,
  Settlement,
} from "../../src/contracts/ledger.ts";
import { retryObjects } from "../../src/ledger/pages.ts";
import { seeded } from "../support/random.ts";

export interface LedgerUnderTest {
  readonly ledger: Ledger;
  /** What the ledger takes for the time; a test may set it. */
  readonly clock: { now: number };
  /** Opens the same ledger once more, as another process would. */
  reopen(): Promise<Ledger>;
}

export interface LedgerToTest {
  /** Makes an empty ledger for one test, at whose end it is closed, with the clock at 1,000,000. */
  make(): Promise<LedgerUnderTest>;
}

const object = (key: string, lastModified = 1, etag = '"1"'): ObjectInfo => ({
  bucket: "b",
  key,
  etag,
  size: 10,
  lastModified,
});
const REQUEST: ClaimRequest = { owner: "me", run: "run-1", leaseMs: 1000, maxAttempts: 3 };
const NEXT_RUN: ClaimRequest = { ...REQUEST, run: "run-2" };
const PASSING: LedgerError = { code: "s3/interrupted", message: "broke", hint: "wait", retryable: true };

function settlement(outcome: Settlement["outcome"], error?: LedgerError, counts: RowCounts = noRows()): Settlement {
  return {
    outcome,
    counts,
    bytesRead: 10,
    bytesWritten: 20,
    converterHash: "abc",
    ...(error === undefined ? {} : { error }),
  };
}

async function claimed(ledger: Ledger, request = REQUEST): Promise<Claim> {
  const claim = await ledger.claim(request);
  if (claim === undefined) throw new Error("nothing to claim");
  return claim;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const entries = (ledger: Ledger): Promise<LedgerEntry[]> => all(ledger.entries());

/** The keys of the objects that are tried again. */
async function retried(ledger: Ledger, accept: (key: string) => boolean): Promise<string[]> {
  return (await all(retryObjects(ledger, accept))).flat();
}

const only = async (ledger: Ledger): Promise<LedgerEntry | undefined> => (await entries(ledger))[0];

/** Counted anew, from all objects. */
function summaryOfEntries(all: readonly LedgerEntry[]): LedgerSummary {
  const states = { discovered: 0, claimed: 0, done: 0, failed: 0, changed: 0, gone: 0 };
  const totals = noRows();
  const days = new Map<string, { day: string; done: number; failed: number; bytesRead: number; counts: RowCounts }>();
  for (const entry of all) {
    states[entry.state] += 1;
    if (isDelivered(entry)) addCounts(totals, entry.counts);
    if (!isDelivered(entry) && entry.state !== "failed") continue;
    const day = new Date(entry.endedAt ?? 0).toISOString().slice(0, 10);
    const known = days.get(day) ?? { day, done: 0, failed: 0, bytesRead: 0, counts: noRows() };
    days.set(day, known);
    known[entry.state === "failed" ? "failed" : "done"] += 1;
    known.bytesRead += entry.bytesRead;
    if (isDelivered(entry)) addCounts(known.counts, entry.counts);
  }
  const replays = all.filter(
    ({ replay, state }) => replay !== undefined && !["done", "changed"].includes(state),
  ).length;
  return { states, totals, replays, days: [...days.values()].toSorted((a, b) => (a.day < b.day ? 1 : -1)) };
}

function isDelivered({ state, replay }: LedgerEntry): boolean {
  return state === "done" || state === "changed" || replay !== undefined;
}

async function settleAnyhow(ledger: Ledger, claim: Claim, choice: number): Promise<void> {
  if (choice === 0) return ledger.release(claim);
  const error = { ...PASSING, retryable: choice > 1 };
  await ledger.settle(claim, settlement("failed", error));
}

export function ledgerContract(name: string, { make }: LedgerToTest): void {
  describe(`the contract of ledgers: ${name}`, () => {
    describe("claims", () => {
      it("go to the oldest object first, then by key, and to one worker each", async () => {
        const { ledger } = await make();
        expect(await ledger.discover([object("c", 2), object("b", 1), object("a", 2)])).toMatchObject({
          fresh: 3,
          changed: [],
        });
        const keys = [await claimed(ledger), await claimed(ledger), await claimed(ledger)].map(
          (claim) => claim.object.key,
        );
        expect(keys).toEqual(["b", "a", "c"]);
        expect(await ledger.claim(REQUEST)).toBeUndefined();
      });

      it("pass to another when the lease ends, and the older holder can record nothing", async () => {
        const { ledger, clock } = await make();
        await ledger.discover([object("a")]);
        const slow = await claimed(ledger);
        clock.now += 900;
        expect(await ledger.renew(slow, 1000, { rows: 5, bytes: 7 })).toBe(true);
        clock.now += 900;
        expect(await ledger.claim(REQUEST)).toBeUndefined();
        clock.now += 200;
        const next = await claimed(ledger);
        expect(next.object).toEqual(slow.object);
        expect(next.fencingToken).toBeGreaterThan(slow.fencingToken);
        expect(await ledger.renew(slow, 1000, { rows: 9, bytes: 9 })).toBe(false);
        expect(await ledger.settle(slow, settlement("done"))).toBe(false);
        await ledger.release(slow);
        expect(await ledger.settle(next, settlement("done"))).toBe(true);
        expect(await ledger.settle(next, settlement("failed"))).toBe(false);
        expect((await only(ledger))?.state).toBe("done");
      });

      it("whose lease has ended are nobody's, though nobody has taken them yet", async () => {
        const { ledger, clock } = await make();
        await ledger.discover([object("a")]);
        const late = await claimed(ledger);
        clock.now += 1001;
        expect(await ledger.renew(late, 1000, { rows: 1, bytes: 1 })).toBe(false);
        expect(await ledger.beginCommit(late, 1000)).toBe(false);
        expect(await ledger.acknowledge(late, "hash", 1, [])).toBe(false);
        expect(await ledger.settle(late, settlement("done"))).toBe(false);
        expect((await only(ledger))?.state).toBe("claimed");
        expect((await claimed(ledger)).soloCrashes).toBe(1);
      });

      it("can be asked for by name", async () => {
        const { ledger } = await make();
        await ledger.discover([object("a"), object("b"), object("c")]);
        const named = { ...REQUEST, only: { bucket: "b", key: "b" } };
        expect((await claimed(ledger, named)).object.key).toBe("b");
        expect(await ledger.claim(named)).toBeUndefined();
        expect((await claimed(ledger)).object.key).toBe("a");
      });

      it("whose answer got lost can be settled again in the same way", async () => {
        const { ledger } = await make();
        await ledger.discover([object("a")]);
        const claim = await claimed(ledger);
        expect(await ledger.settle(claim, settlement("done"))).toBe(true);
        expect(await ledger.settle(claim, settlement("done"))).toBe(true);
        expect(await ledger.settle(claim, settlement("failed"))).toBe(false);
        expect((await only(ledger))?.state).toBe("done");
      });

      it("of dead processes are free at once", async () => {
        const { ledger } = await make();
        await ledger.discover([object("a"), object("b")]);
        await claimed(ledger, { ...REQUEST, owner: "dead" });
        await claimed(ledger, { ...REQUEST, owner: "alive" });
        expect(await ledger.reclaimDead((owner) => owner === "dead")).toBe(1);
        const again = await claimed(ledger);
        expect([again.object.key, again.attempt]).toEqual(["a", 1]);
      });

      it("over which workers died again and again come last, unless the order has to be kept", async () => {
        const { ledger } = await make();
        await ledger.discover([object("a", 1), object("b", 2)]);
        for (let i = 0; i < 2; i += 1) {
          expect((await claimed(ledger)).object.key).toBe("a");
          await ledger.reclaimDead(() => true);
        }
        const ordered = await claimed(ledger, { ...REQUEST, keepOrder: true });
        expect([ordered.object.key, ordered.soloCrashes]).toEqual(["a", 2]);
        await ledger.release(ordered);
        expect((await claimed(ledger)).object.key).toBe("b");
      });

      it("of suspects go to an owner that holds nothing else, who gets nothing else meanwhile", async () => {
        const { ledger } = await make();
        await ledger.discover([object("a"), object("b", 2)]);
        for (let i = 0; i < 2; i += 1) {
          await claimed(ledger);
          await ledger.reclaimDead(() => true);
        }
        const trusted = await claimed(ledger);
        expect(trusted.object.key).toBe("b");
        expect(await ledger.claim(REQUEST)).toBeUndefined();
        await ledger.settle(trusted, settlement("done"));
        const suspect = await claimed(ledger);
        expect(suspect.object.key).toBe("a");
        await ledger.discover([object("c")]);
        expect(await ledger.claim(REQUEST)).toBeUndefined();
        expect((await claimed(ledger, { ...REQUEST, owner: "other" })).object.key).toBe("c");
        await ledger.settle(suspect, settlement("done"));
      });

      it("show which of several objects end their workers, and starve none of the others", async () => {
        const { ledger } = await make();
        const poison = new Set(["a", "b"]);
        const keys = ["a", "b", "c", "d", "e", "f"];
        await ledger.discover(keys.map((key, i) => object(key, i)));
        const deaths: string[] = [];
        for (let given = 0; given < 2;) {
          const held = [await ledger.claim(REQUEST), await ledger.claim(REQUEST), await ledger.claim(REQUEST)].filter(
            (claim) => claim !== undefined,
          );
          const suspect = held.find(({ object: { key }, soloCrashes }) => poison.has(key) && soloCrashes < 3);
          if (suspect === undefined) {
            for (const claim of held)
              await ledger.settle(claim, settlement(poison.has(claim.object.key) ? "failed" : "done"));
            given += held.filter(({ object: { key } }) => poison.has(key)).length;
          } else {
            deaths.push(held.map(({ object: { key } }) => key).join(""));
            await ledger.reclaimDead(() => true);
          }
        }
        // Twice with others, then each alone.
        expect(deaths).toEqual(["abc", "abc", "a", "b", "a", "b", "a", "b"]);
        expect((await entries(ledger)).filter(({ state }) => state === "done").map(({ key }) => key)).toHaveLength(4);
      });

      it("that are given back count as no attempt", async () => {
        const { ledger } = await make();
        await ledger.discover([object("a")]);
        await ledger.release(await claimed(ledger));
        expect((await claimed(ledger)).attempt).toBe(1);
      });
    });

    it("an object is settled once it needs no more work", async () => {
      const { ledger, clock } = await make();
      const limits = { maxAttempts: 2, retryForMs: 50 };
      const isSettled = (key: string): Promise<boolean> => ledger.isSettled({ bucket: "b", key }, limits);
      const now = async (key: string, ...end: Parameters<typeof settlement>): Promise<boolean> => {
        await ledger.settle(
          await claimed(ledger, { ...REQUEST, retryAfterMs: 0, only: { bucket: "b", key } }),
          settlement(...end),
        );
        return isSettled(key);
      };
      await ledger.discover(["done", "gone", "failed", "passing", "held"].map((key) => object(key)));
      const held = await claimed(ledger, { ...REQUEST, only: { bucket: "b", key: "held" } });
      expect(await Promise.all(["never found", "done", "held"].map(isSettled))).toEqual([false, false, false]);
      expect([await now("done", "done"), await now("gone", "gone")]).toEqual([true, true]);
      expect(await now("failed", "failed", { ...PASSING, retryable: false })).toBe(true);
      // Attempts and time are left; then only time; then neither.
      expect(await now("passing", "failed", PASSING)).toBe(false);
      expect(await now("passing", "failed", PASSING)).toBe(false);
      clock.now += 50;
      expect(await isSettled("passing")).toBe(true);
      await ledger.discover([object("done", 2, '"2"')]);
      expect(await isSettled("done")).toBe(true);
      await ledger.release(held);
      expect(await isSettled("held")).toBe(false);
    });

    describe("where the order has to be kept", () => {
      const ordered: ClaimRequest = { ...REQUEST, keepOrder: true };

      it("nothing is claimed while another worker holds an object", async () => {
        const { ledger } = await make();
        await ledger.discover([object("a", 1), object("b", 2)]);
        const first = await claimed(ledger, ordered);
        expect(await ledger.claim({ ...ordered, owner: "other", run: "other" })).toBeUndefined();
        expect(await ledger.anyClaimed()).toBe(true);
        await ledger.settle(first, settlement("done"));
        expect(await ledger.anyClaimed()).toBe(false);
        expect((await claimed(ledger, ordered)).object.key).toBe("b");
      });

      it("nothing overtakes an object that failed and will be tried again", async () => {
        const { ledger, clock } = await make();
        const request = { ...ordered, retryAfterMs: 100 };
        await ledger.discover([object("a", 1), object("b", 2)]);
        await ledger.settle(await claimed(ledger, request), settlement("failed", PASSING));
        expect(await ledger.claim(request)).toBeUndefined();
        clock.now += 100;
        const again = await claimed(ledger, request);
        expect([again.object.key, again.attempt]).toEqual(["a", 2]);
        await ledger.settle(again, settlement("failed", { ...PASSING, retryable: false }));
        expect((await claimed(ledger, request)).object.key).toBe("b");
      });
    });

    describe("the turn to list the bucket", () => {
      const first = { owner: "me", run: "run-1", leaseMs: 1000, converterHash: "hash" };
      const second = { ...first, owner: "other", run: "run-2" };

      it("belongs to one process at a time, which keeps it by renewing it", async () => {
        const { ledger, reopen, clock } = await make();
        const other = await reopen();
        expect(await ledger.beginScan(first)).toEqual({ granted: true });
        expect(await ledger.beginScan(first)).toEqual({ granted: true });
        clock.now += 600;
        expect(await other.beginScan(second)).toEqual({ granted: false, owner: "me", waitMs: 401 });
        expect(await ledger.renewScan("run-1", 1000)).toBe(true);
        clock.now += 1000;
        expect(await other.beginScan(second)).toMatchObject({ granted: false, owner: "me" });
        expect(await other.renewScan("run-2", 1000)).toBe(false);
      });

      it("is another's once its lease has ended, and who had it cannot count its listing", async () => {
        const { ledger, reopen, clock } = await make();
        const other = await reopen();
        await ledger.beginScan(first);
        clock.now += 1001;
        expect(await ledger.renewScan("run-1", 1000)).toBe(false);
        await ledger.endScan("run-1", true);
        expect(await other.beginScan({ ...second, everyMs: 5000 })).toEqual({ granted: true });
        expect(await ledger.renewScan("run-1", 1000)).toBe(false);
        await ledger.endScan("run-1", true);
        expect(await other.renewScan("run-2", 1000)).toBe(true);
        await other.endScan("run-2", false);
        expect(await ledger.beginScan({ ...first, everyMs: 5000 })).toEqual({ granted: true });
      });

      it("comes at intervals, whoever listed last under the same converter", async () => {
        const { ledger, clock } = await make();
        await ledger.beginScan(first);
        clock.now += 300;
        await ledger.endScan("run-1", true);
        clock.now += 1000;
        expect(await ledger.beginScan({ ...second, everyMs: 3000 })).toEqual({ granted: false, waitMs: 2000 });
        expect(await ledger.beginScan({ ...second, everyMs: 1000 })).toEqual({ granted: true });
        await ledger.endScan("run-2", false);
        expect(await ledger.beginScan({ ...second, everyMs: 3000, converterHash: "new" })).toEqual({ granted: true });
        await ledger.endScan("run-2", true);
        expect(await ledger.beginScan(second)).toEqual({ granted: true });
      });

      it("is free at once when its process is dead", async () => {
        const { ledger } = await make();
        await ledger.beginScan(first);
        await ledger.reclaimDead((owner) => owner === "other");
        expect(await ledger.beginScan(second)).toMatchObject({ granted: false });
        expect(await ledger.reclaimDead((owner) => owner === "me")).toBe(0);
        expect(await ledger.beginScan(second)).toEqual({ granted: true });
      });

      it("is one at a time, too, where processes ask at once", async () => {
        const { ledger, reopen } = await make();
        const other = await reopen();
        const runs = Array.from({ length: 8 }, (_, n) => ({ ...first, run: `run-${n}` }));
        const turns = await Promise.all(runs.map((run, n) => (n % 2 === 0 ? ledger : other).beginScan(run)));
        expect(turns.filter(({ granted }) => granted)).toHaveLength(1);
      });

      it("holds back objects of which the order has to be kept from all others", async () => {
        const { ledger } = await make();
        await ledger.discover([object("b", 2)]);
        await ledger.beginScan({ ...first, run: "lister" });
        expect(await ledger.claim({ ...REQUEST, keepOrder: true })).toBeUndefined();
        await ledger.endScan("lister", true);
        expect((await claimed(ledger, { ...REQUEST, keepOrder: true })).object.key).toBe("b");
      });
    });

    describe("a commit that was begun", () => {
      it("is known to the next holder until the object is settled", async () => {
        const { ledger, clock } = await make();
        await ledger.discover([object("a")]);
        const first = await claimed(ledger);
        expect(first.mayBeDelivered ?? false).toBe(false);
        clock.now += 900;
        expect(await ledger.beginCommit(first, 1000)).toBe(true);
        clock.now += 900;
        expect(await ledger.claim(REQUEST)).toBeUndefined();
        clock.now += 101;
        const second = await claimed(ledger);
        expect(second.mayBeDelivered).toBe(true);
        await ledger.release(second);
        const third = await claimed(ledger);
        expect(third.mayBeDelivered).toBe(true);
        await ledger.settle(third, settlement("failed", PASSING));
        const fourth = await claimed(ledger, NEXT_RUN);
        expect(fourth.mayBeDelivered).toBe(true);
        await ledger.settle(fourth, { ...settlement("failed", PASSING), withdrawn: true });
        expect((await claimed(ledger)).mayBeDelivered ?? false).toBe(false);
      });

      it("is still known when the object comes with other content", async () => {
        const { ledger } = await make();
        await ledger.discover([object("a")]);
        const first = await claimed(ledger);
        await ledger.beginCommit(first, 1000);
        await ledger.settle(first, settlement("failed", PASSING));
        await ledger.discover([object("a", 2, '"2"')]);
        expect(await claimed(ledger)).toMatchObject({ mayBeDelivered: true, earlierEtags: ['"1"'] });
      });
    });

    describe("failures", () => {
      it("that may pass are tried again by the next runs, up to the bound", async () => {
        const { ledger } = await make();
        await ledger.discover([object("a")]);
        for (let run = 1; run <= 3; run += 1) {
          const request = { ...REQUEST, run: `run-${run}` };
          const claim = await claimed(ledger, request);
          expect(claim.attempt).toBe(run);
          await ledger.settle(claim, settlement("failed", PASSING));
          expect(await ledger.claim(request)).toBeUndefined();
        }
        expect(await ledger.claim({ ...REQUEST, run: "run-4" })).toBeUndefined();
        expect(await retried(ledger, (key) => key === "a")).toEqual(["a"]);
        expect((await claimed(ledger, { ...REQUEST, run: "run-4" })).attempt).toBe(1);
      });

      it("that may pass are tried again for as long as asked, however many attempts that takes", async () => {
        const { ledger, clock } = await make();
        await ledger.discover([object("a")]);
        const next = (): ClaimRequest => ({ ...REQUEST, run: `at-${(clock.now += 100)}`, retryForMs: 1000 });
        let attempts = 0;
        for (let claim = await ledger.claim(next()); claim !== undefined; claim = await ledger.claim(next())) {
          attempts += 1;
          await ledger.settle(claim, settlement("failed", PASSING));
        }
        expect(attempts).toBe(10);
        expect((await ledger.backlog(next())).failed).toBe(1);
        await ledger.retry(() => true);
        expect(await ledger.claim(next())).toMatchObject({ attempt: 1 });
      });

      it("are tried again within a run that goes on, after a pause that doubles", async () => {
        const { ledger, clock } = await make();
        const request = { ...REQUEST, retryAfterMs: 100 };
        await ledger.discover([object("a")]);
        await ledger.settle(await claimed(ledger, request), settlement("failed", PASSING));
        expect(await ledger.claim(request)).toBeUndefined();
        clock.now += 100;
        await ledger.settle(await claimed(ledger, request), settlement("failed", PASSING));
        clock.now += 100;
        expect(await ledger.claim(request)).toBeUndefined();
        clock.now += 100;
        expect((await claimed(ledger, request)).attempt).toBe(3);
      });

      it("that cannot pass wait for a retry", async () => {
        const { ledger } = await make();
        await ledger.discover([object("a"), object("b")]);
        for (let i = 0; i < 2; i += 1)
          await ledger.settle(await claimed(ledger), settlement("failed", { ...PASSING, retryable: false, row: 7 }));
        expect(await ledger.claim(NEXT_RUN)).toBeUndefined();
        expect(await only(ledger)).toMatchObject({
          state: "failed",
          error: { code: "s3/interrupted", message: "broke", hint: "wait", row: 7, retryable: false },
        });
        expect(await retried(ledger, (key) => key.startsWith("b"))).toEqual(["b"]);
        expect((await claimed(ledger, NEXT_RUN)).object.key).toBe("b");
        expect(await ledger.claim(NEXT_RUN)).toBeUndefined();
      });
    });

    describe("tries by hand", () => {
      it("go on where a page ended, in the order of the keys", async () => {
        const { ledger } = await make();
        await ledger.discover(["c", "a", "b", "d"].map((key) => object(key)));
        for (const outcome of ["failed", "gone", "failed", "done"] as const)
          await ledger.settle(await claimed(ledger), settlement(outcome, outcome === "done" ? undefined : PASSING));
        expect(await ledger.retry(() => true, { key: "a", id: Number.MAX_SAFE_INTEGER })).toEqual({ keys: ["b", "c"] });
        expect(await retried(ledger, () => true)).toEqual(["a"]);
        expect(await retried(ledger, () => true)).toEqual([]);
      });
    });

    describe("objects seen again", () => {
      const newer = object("a", 2, '"2"');

      it("are nothing new when they are the same", async () => {
        const { ledger } = await make();
        await ledger.discover([object("a")]);
        expect(await ledger.discover([object("a")])).toMatchObject({ fresh: 0, changed: [] });
        await ledger.settle(await claimed(ledger), settlement("done"));
        expect(await ledger.discover([object("a")])).toMatchObject({ fresh: 0, changed: [] });
        expect(await ledger.claim(NEXT_RUN)).toBeUndefined();
      });

      it("are reported once and not ingested when they changed after they were done", async () => {
        const { ledger } = await make();
        await ledger.discover([object("a")]);
        await ledger.settle(await claimed(ledger), settlement("done", undefined, { ...noRows(), rows: 4, events: 4 }));
        expect(await ledger.discover([newer])).toMatchObject({ fresh: 0, changed: [newer] });
        expect(await ledger.discover([newer])).toMatchObject({ fresh: 0, changed: [] });
        expect(await ledger.claim(NEXT_RUN)).toBeUndefined();
        expect(await only(ledger)).toMatchObject({
          state: "changed",
          etag: '"1"',
          changedTo: '"2"',
          counts: { events: 4 },
        });
      });

      it.each(["failed", "gone"] as const)("are new when nothing of the %s one was delivered", async (outcome) => {
        const { ledger } = await make();
        await ledger.discover([object("a")]);
        await ledger.settle(await claimed(ledger), settlement(outcome, { ...PASSING, retryable: false }));
        expect(await ledger.discover([newer])).toMatchObject({ fresh: 1, changed: [] });
        expect((await claimed(ledger)).object).toEqual(newer);
      });

      it("do not disturb who works on them", async () => {
        const { ledger } = await make();
        await ledger.discover([object("a")]);
        const claim = await claimed(ledger);
        expect(await ledger.discover([newer])).toMatchObject({ fresh: 0, changed: [] });
        expect(await ledger.settle(claim, settlement("done"))).toBe(true);
        expect((await ledger.discover([newer])).changed).toEqual([newer]);
      });
    });

    describe("the record", () => {
      it("keeps counts by reason, bytes, timings and the converter over a restart", async () => {
        const { ledger, reopen, clock } = await make();
        const counts: RowCounts = {
          rows: 9,
          events: 4,
          ignored: 1,
          dropped: { "map/no-value": 2 },
          setAside: { "row/not-json": 2 },
          changes: { "event/cut": 3 },
        };
        await ledger.discover([object("a")]);
        const claim = await claimed(ledger);
        clock.now += 50;
        await ledger.settle(claim, settlement("done", undefined, counts));
        await ledger.close();
        expect(await only(await reopen())).toEqual({
          ...object("a"),
          state: "done",
          discoveredAt: 1_000_000,
          startedAt: 1_000_000,
          endedAt: 1_000_050,
          attempts: 1,
          counts,
          bytesRead: 10,
          bytesWritten: 20,
          converterHash: "abc",
          findings: [],
        });
      });

      it("counts what waits", async () => {
        const { ledger } = await make();
        await ledger.discover([object("a"), object("b"), object("c")]);
        await claimed(ledger);
        let foundAt = 0;
        for await (const { discoveredAt } of ledger.entries()) foundAt = discoveredAt;
        expect(await ledger.backlog(REQUEST)).toEqual({
          objects: 2,
          bytes: 20,
          claimed: 1,
          failed: 0,
          oldestWaitingAt: foundAt,
          newestFoundAt: foundAt,
        });
        expect(await ledger.hasIngested()).toBe(false);
        await ledger.settle(await claimed(ledger), settlement("done"));
        expect(await ledger.hasIngested()).toBe(true);
        await ledger.settle(await claimed(ledger), settlement("done"));
        const { oldestWaitingAt, newestFoundAt } = await ledger.backlog(REQUEST);
        expect([oldestWaitingAt, newestFoundAt]).toEqual([undefined, foundAt]);
      });

      it("counts what failed exactly where it is due, whatever the run, the attempts and the time", async () => {
        const { ledger, clock } = await make();
        const random = seeded(20261127);
        const pick = (count: number): number => Math.floor(random() * count);
        await ledger.discover(Array.from({ length: 12 }, (_, n) => ({ ...object(`k${n}`, n), size: 2 ** n })));
        for (let step = 0; step < 25; step += 1) {
          clock.now += pick(5) === 0 ? pick(90_000) : pick(12_000);
          const request: ClaimRequest = {
            ...REQUEST,
            run: `run-${pick(2)}`,
            leaseMs: 1e9,
            maxAttempts: 1 + pick(3),
            retryForMs: pick(3) * pick(60_000),
            ...(pick(2) === 0 ? {} : { retryAfterMs: 1 + pick(4_000) }),
          };
          const { objects, bytes } = await ledger.backlog(request);
          // What waits is what can be claimed.
          const claims: Claim[] = [];
          for (let claim = await ledger.claim(request); claim !== undefined; claim = await ledger.claim(request))
            claims.push(claim);
          const size = claims.reduce((sum, claim) => sum + claim.object.size, 0);
          expect({ objects, bytes }, `step ${step}`).toEqual({ objects: claims.length, bytes: size });
          for (const claim of claims) await settleAnyhow(ledger, claim, pick(8));
          if (step % 8 === 7) await retried(ledger, (key) => key.endsWith("1"));
        }
      });

      it("counts what failed up to the instant at which it is given up", async () => {
        const { ledger, clock } = await make();
        await ledger.discover([object("a")]);
        await ledger.settle(await claimed(ledger), settlement("failed", PASSING));
        const given = { ...NEXT_RUN, maxAttempts: 1, retryForMs: 100_000 };
        const waits = async (now: number): Promise<number> => {
          clock.now = now;
          return (await ledger.backlog(given)).objects;
        };
        expect([await waits(1_000_001), await waits(1_099_999), await waits(1_100_000)]).toEqual([1, 1, 0]);
      });

      it("counts what waits under another converter, of which nothing is delivered", async () => {
        const { ledger } = await make();
        for (const hash of ["x", "y"]) await ledger.keepConverter({ hash, text: "{}", passedOn: "k" });
        await ledger.discover([object("a", 1), object("b", 2)], "x");
        await ledger.discover([object("c", 3), object("d", 4)], "y");
        await ledger.discover([object("e", 5)], "not kept");
        const waiting = async () => Promise.all(["x", "y", "z"].map((hash) => ledger.waitingUnderOther(hash)));
        expect(await waiting()).toEqual([2, 2, 4]);
        const first = await claimed(ledger);
        expect(await waiting()).toEqual([2, 1, 3]);
        await ledger.acknowledge(first, "x", 5, []);
        await ledger.release(first);
        expect(await waiting()).toEqual([2, 1, 3]);
        await ledger.discover([object("a", 6, '"2"')], "y");
        expect(await waiting()).toEqual([3, 1, 4]);
        await ledger.settle(await claimed(ledger), settlement("failed", { ...PASSING, retryable: false }));
        expect(await waiting()).toEqual([3, 0, 3]);
        await ledger.retry(() => true);
        expect(await waiting()).toEqual([3, 0, 3]);
        await ledger.settle(await claimed(ledger, { ...REQUEST, only: object("c") }), settlement("done"));
        expect(await waiting()).toEqual([2, 0, 2]);
      });

      it("adds up what all objects came to, whatever is done to them", async () => {
        const { ledger, clock } = await make();
        const random = seeded(20261126);
        const pick = (count: number): number => Math.floor(random() * count);
        const counts = (): RowCounts => {
          const [events, ignored, dropped, setAside] = [pick(9), pick(3), pick(2), pick(2)];
          return {
            rows: events + ignored + dropped + setAside,
            events,
            ignored,
            dropped: dropped === 0 ? {} : { "map/no-value": dropped },
            setAside: setAside === 0 ? {} : { [`event/rule-${pick(3)}`]: setAside },
            changes: pick(2) === 0 ? {} : { "event/cut": 1 + pick(5) },
          };
        };
        const held: Claim[] = [];
        const any = (): ObjectInfo => object(`k${pick(12)}`, pick(5), `"${pick(3)}"`);
        const steps: readonly (() => Promise<unknown>)[] = [
          () => ledger.discover([any(), any()]),
          async () => {
            const claim = await ledger.claim({ ...REQUEST, run: `run-${pick(99)}`, owner: `owner-${pick(3)}` });
            if (claim !== undefined) held.push(claim);
          },
          async () => {
            const [claim] = held.splice(pick(held.length), 1);
            if (claim === undefined) return;
            if (pick(4) === 0) await ledger.renew(claim, 1000, { rows: 3, bytes: 4 });
            if (pick(3) === 0) await ledger.beginCommit(claim, 1000);
            const outcome = (["done", "done", "failed", "gone"] as const)[pick(4)] ?? "done";
            const error = outcome === "done" ? undefined : { ...PASSING, retryable: pick(2) === 0 };
            const settled = settlement(outcome, error, outcome === "done" ? counts() : noRows());
            await ledger.settle(claim, { ...settled, withdrawn: outcome !== "done" && pick(2) === 0 });
          },
          async () => void (await Promise.all(held.splice(pick(held.length), 1).map((claim) => ledger.release(claim)))),
          () => ledger.replay(Array.from({ length: 3 }, any), pick(2) === 0 ? "all" : "set-aside"),
          () => ledger.retry((key) => key.endsWith(String(pick(5)))),
          () => ledger.reclaimDead((owner) => owner === `owner-${pick(9)}`),
          async () => void (clock.now += pick(3) === 0 ? 43_200_000 : 300),
        ];
        for (let step = 1; step <= 200; step += 1) {
          await steps[pick(steps.length)]?.();
          if (step % 20 !== 0) continue;
          const { lastIngestedAt: _, ...summary } = await ledger.summary();
          const all = await entries(ledger);
          expect(summary, `after ${step} steps`).toEqual(summaryOfEntries(all));
          const waiting = all.filter(({ state }) => state === "discovered").length;
          const never = { ...REQUEST, maxAttempts: 0 };
          expect(await ledger.backlog(never)).toMatchObject({ objects: waiting, bytes: 10 * waiting });
          expect(await ledger.replaysLeft()).toBe(summary.replays);
          expect(await ledger.hasIngested()).toBe(all.some(isDelivered));
        }
      });

      it("says when it ingested last", async () => {
        const { ledger, clock } = await make();
        expect((await ledger.summary()).lastIngestedAt).toBeUndefined();
        await ledger.discover([object("a"), object("b", 2)]);
        clock.now += 500;
        await ledger.settle(await claimed(ledger), settlement("done"));
        clock.now += 500;
        await ledger.settle(await claimed(ledger), settlement("failed", PASSING));
        expect((await ledger.summary()).lastIngestedAt).toBe(1_000_500);
      });

      it("lists every object, the most recently settled first after those that wait", async () => {
        const { ledger, clock } = await make();
        await ledger.discover(Array.from({ length: 1203 }, (_, n) => object(`k${n}`, n)));
        for (let i = 0; i < 3; i += 1) {
          clock.now += 1;
          await ledger.settle(await claimed(ledger), settlement("done"));
        }
        const all = await entries(ledger);
        expect(all).toHaveLength(1203);
        expect(new Set(all.map(({ key }) => key)).size).toBe(1203);
        expect(all.slice(-3).map(({ key }) => key)).toEqual(["k2", "k1", "k0"]);
      });
    });

    describe("a part of the record", () => {
      it("is what is done, as far as replays ask for it", async () => {
        const { ledger, clock } = await make();
        await ledger.discover(["a", "b", "c", "d"].map((key, n) => object(key, n)));
        const counts: RowCounts = {
          ...noRows(),
          rows: 9,
          events: 5,
          setAside: { "row/not-json": 3, "event/no-id": 1 },
        };
        clock.now += 500;
        for (const outcome of ["done", "failed", "done"] as const)
          await ledger.settle(await claimed(ledger), settlement(outcome, PASSING, counts));
        const done = { endedAt: 1_000_500, rows: 9, events: 5, setAside: 4, bytesRead: 10, converterHash: "abc" };
        const listed = (filter?: DoneFilter) => all(ledger.doneObjects(filter));
        expect(await listed()).toEqual([
          { ...object("a", 0), ...done },
          { ...object("c", 2), ...done },
        ]);
        expect((await listed({ since: 1 })).map(({ key }) => key)).toEqual(["c"]);
        expect((await listed({ until: 2 })).map(({ key }) => key)).toEqual(["a"]);
      });

      it("is listed and counted by state, time and errors", async () => {
        const { ledger, clock } = await make();
        await ledger.discover(["a", "b", "c", "d", "e"].map((key, n) => object(key, n)));
        for (const outcome of ["failed", "done", "failed"] as const) {
          clock.now += 100;
          const error = outcome === "failed" ? PASSING : undefined;
          await ledger.settle(await claimed(ledger), settlement(outcome, error));
        }
        const listed = async (filter: EntryFilter): Promise<string> => {
          const keys: string[] = [];
          for await (const { key } of ledger.entries(filter)) keys.push(key);
          expect(await ledger.countEntries(filter)).toBe(keys.length);
          return keys.join("");
        };
        expect(await listed({ state: "failed" })).toBe("ca");
        expect(await listed({ state: "failed", since: 1_000_200 })).toBe("c");
        expect(await listed({ state: "discovered" })).toBe("ed");
        expect(await listed({ since: 1_000_200 })).toBe("cb");
        expect(await listed({ errors: true })).toBe("ca");
        expect(await listed({ state: "done", errors: true })).toBe("");
        expect(await listed({})).toBe("edcba");
      });
    });

    describe("what a sink acknowledged", () => {
      const refused = [
        { row: 3, rule: "amplitude/too-large", message: "no" },
        { row: 9, rule: "amplitude/too-large", message: "no" },
      ];

      it("is there for the next holder of the same content under the same converter", async () => {
        const { ledger } = await make();
        await ledger.discover([object("a")]);
        const first = await claimed(ledger);
        expect(await ledger.acknowledged(first, "hash")).toBe(0);
        expect(await ledger.acknowledge(first, "hash", 10, refused)).toBe(true);
        await ledger.settle(first, settlement("failed", PASSING));
        const second = await claimed(ledger, NEXT_RUN);
        expect(await ledger.acknowledged(second, "hash")).toBe(10);
        expect(await ledger.refused(second, 0, 9)).toEqual(refused.slice(0, 1));
        expect(await ledger.refused(second, 3, 10)).toEqual(refused);
        expect(await ledger.acknowledged(second, "another hash")).toBe(0);
        expect(await ledger.refused(second, 0, 100)).toEqual([]);
      });

      it("is not taken from who has lost the object", async () => {
        const { ledger, clock } = await make();
        await ledger.discover([object("a")]);
        const slow = await claimed(ledger);
        clock.now += 1001;
        const next = await claimed(ledger);
        expect(await ledger.acknowledge(slow, "hash", 10, refused)).toBe(false);
        expect(await ledger.acknowledged(next, "hash")).toBe(0);
        expect(await ledger.acknowledge(next, "hash", 7, [])).toBe(true);
        expect(await ledger.acknowledged(slow, "another hash")).toBe(0);
        expect(await ledger.acknowledged(next, "hash")).toBe(7);
      });
    });

    describe("its workers", () => {
      it("are listed with what they hold, until they leave or fall silent", async () => {
        const { ledger, reopen, clock } = await make();
        const worker = { owner: "me", host: "here", version: "1", rowsPerSecond: 0 };
        await ledger.report(worker, 1000);
        clock.now += 500;
        await ledger.report({ ...worker, owner: "other", host: "there" }, 1000);
        await ledger.report({ ...worker, rowsPerSecond: 7.5 }, 1000);
        await ledger.discover([object("a")]);
        await claimed(ledger);
        const listed = { host: "here", rowsPerSecond: 7.5, held: 1, startedAt: 1_000_000, seenAt: 1_000_500 };
        const seen = await (await reopen()).workers();
        expect(seen).toMatchObject([listed, { owner: "other", host: "there", held: 0 }]);
        await ledger.leave("other");
        expect(await ledger.workers()).toMatchObject([{ owner: "me" }]);
        clock.now += 1001;
        expect(await ledger.workers()).toEqual([]);
      });
    });

    describe("the status of a claim", () => {
      it("is held until its lease ends, delivered once it is done, and free otherwise", async () => {
        const { ledger, clock } = await make();
        await ledger.discover([object("a"), object("b")]);
        const [done, failed] = [await claimed(ledger), await claimed(ledger)];
        const statusOf = ({ id, fencingToken }: Claim) => ledger.claimStatus(id, fencingToken);
        expect([await statusOf(done), await statusOf(failed)]).toEqual(["held", "held"]);
        expect(await ledger.claimStatus(done.id, done.fencingToken + 1)).toBe("free");
        await ledger.settle(done, settlement("done"));
        await ledger.settle(failed, settlement("failed", PASSING));
        expect([await statusOf(done), await statusOf(failed)]).toEqual(["delivered", "free"]);
        const again = await claimed(ledger, NEXT_RUN);
        clock.now += 1001;
        expect(await statusOf(again)).toBe("free");
        // Whoever was told so may act on it: the claim was taken away.
        clock.now -= 1001;
        expect(await ledger.renew(again, 1000, { rows: 0, bytes: 0 })).toBe(false);
        expect((await claimed(ledger, { ...REQUEST, run: "run-3" })).soloCrashes).toBe(1);
      });
    });

    describe("replays", () => {
      const counts: RowCounts = { ...noRows(), rows: 5, events: 4, setAside: { "event/no-id": 1 } };

      async function delivered(ledger: Ledger): Promise<Claim> {
        await ledger.discover([object("a"), object("b", 2)]);
        const claim = await claimed(ledger);
        await ledger.settle(claim, settlement("done", undefined, counts));
        return claim;
      }

      it("hand a done object out again, with the converter that delivered it, and to those who ask for replays alone", async () => {
        const { ledger } = await make();
        const before = await delivered(ledger);
        expect(await ledger.replay([object("a", 1, '"other"'), object("b", 2)], "all")).toBe(0);
        expect(await ledger.replay([object("a")], "set-aside")).toBe(1);
        expect(await ledger.replaysLeft()).toBe(1);
        const claim = await claimed(ledger, { ...NEXT_RUN, replaysOnly: true });
        expect(claim).toMatchObject({ object: { key: "a" }, replay: { scope: "set-aside", converterHash: "abc" } });
        expect(claim.fencingToken).toBeGreaterThan(before.fencingToken);
        expect(await ledger.claim({ ...NEXT_RUN, replaysOnly: true })).toBeUndefined();
        expect(await ledger.settle(claim, settlement("done", undefined, { ...counts, events: 5, setAside: {} }))).toBe(
          true,
        );
        expect(await ledger.replaysLeft()).toBe(0);
        expect((await entries(ledger)).find(({ key }) => key === "a")).toMatchObject({
          state: "done",
          counts: { events: 5, setAside: {} },
        });
      });

      it("leave what was delivered delivered until they have delivered", async () => {
        const { ledger, clock } = await make();
        const before = await delivered(ledger);
        await ledger.replay([object("a")], "all");
        expect(await ledger.claimStatus(before.id, before.fencingToken)).toBe("delivered");
        const lost = await claimed(ledger, { ...NEXT_RUN, replaysOnly: true });
        expect(await ledger.claimStatus(before.id, before.fencingToken)).toBe("delivered");
        expect(await ledger.claimStatus(lost.id, lost.fencingToken)).toBe("held");
        clock.now += 2000;
        expect(await ledger.claimStatus(lost.id, lost.fencingToken)).toBe("free");
        const claim = await claimed(ledger, { ...NEXT_RUN, replaysOnly: true });
        await ledger.settle(claim, settlement("done", undefined, counts));
        expect(await ledger.claimStatus(before.id, before.fencingToken)).toBe("free");
        expect(await ledger.claimStatus(claim.id, claim.fencingToken)).toBe("delivered");
      });

      it.each(["failed", "gone"] as const)(
        "that are %s for good leave the object done as it was, with the error",
        async (outcome) => {
          const { ledger } = await make();
          const before = await delivered(ledger);
          const was = (await entries(ledger)).find(({ key }) => key === "a");
          await ledger.replay([object("a")], "all");
          const claim = await claimed(ledger, { ...NEXT_RUN, replaysOnly: true });
          await ledger.renew(claim, 1000, { rows: 2, bytes: 3 });
          const error: LedgerError = { code: "s3/object-gone", message: "gone", hint: "none", retryable: false };
          expect(await ledger.settle(claim, settlement(outcome, error))).toBe(true);
          expect(await ledger.settle(claim, settlement(outcome, error))).toBe(true);
          const now = (await entries(ledger)).find(({ key }) => key === "a");
          expect(now).toMatchObject({ state: "done", counts, error, endedAt: was?.endedAt, bytesRead: was?.bytesRead });
          expect(now?.replay).toBeUndefined();
          expect(await ledger.claimStatus(before.id, before.fencingToken)).toBe("delivered");
        },
      );

      it("that may pass are tried again, and those that began their commit can fail", async () => {
        const { ledger } = await make();
        await delivered(ledger);
        await ledger.replay([object("a")], "all");
        const first = await claimed(ledger, { ...NEXT_RUN, replaysOnly: true });
        await ledger.settle(first, settlement("failed", PASSING));
        const second = await claimed(ledger, { ...REQUEST, run: "run-3", replaysOnly: true });
        expect(second.replay).toEqual({ scope: "all", converterHash: "abc" });
        await ledger.beginCommit(second, 1000);
        await ledger.settle(second, { ...settlement("failed", { ...PASSING, retryable: false }), withdrawn: true });
        expect((await entries(ledger)).find(({ key }) => key === "a")).toMatchObject({ state: "failed" });
      });

      it("are off where the content in the bucket is another by then", async () => {
        const { ledger } = await make();
        await delivered(ledger);
        await ledger.replay([object("a")], "all");
        expect(await ledger.discover([object("a", 3, '"2"')])).toMatchObject({ fresh: 0, changed: [{ key: "a" }] });
        expect(await ledger.claim({ ...NEXT_RUN, replaysOnly: true })).toBeUndefined();
        expect(await ledger.replaysLeft()).toBe(0);
      });
    });

    describe("the columns of its files", () => {
      it("are those of the last file with them, for every process", async () => {
        const { ledger, reopen } = await make();
        const other = await reopen();
        await ledger.discover(["a", "b", "c", "d"].map((key, n) => object(key, n)));
        const settle = async (by: Ledger, columns: Settlement["columns"] = []): Promise<void> =>
          void (await by.settle(await claimed(by), { ...settlement("done"), columns }));
        const known = async (by: Ledger) => Object.fromEntries(await by.columns());
        expect([await known(ledger), await known(other)]).toEqual([{}, {}]);
        await settle(ledger, [
          ["id", "number"],
          ["name", "string"],
        ]);
        expect(await known(other)).toEqual({ id: "number", name: "string" });
        await settle(other, [
          ["id", "string"],
          ["name", ""],
          ["at", "string"],
        ]);
        const after = { id: "string", name: "string", at: "string" };
        expect([await known(ledger), await known(other)]).toEqual([after, after]);
        const before = await ledger.columns();
        await settle(ledger, [["id", "string"]]);
        expect(await ledger.columns(), "not read again").toBe(before);
        // A process that has not seen the last change puts its kinds back.
        await settle(other, [["id", "number"]]);
        expect(await known(ledger)).toEqual({ ...after, id: "number" });
      });
    });

    describe("beside its objects", () => {
      it("keeps converters, columns and messages, each as it was kept first", async () => {
        const { ledger, reopen } = await make();
        await ledger.keepConverter({ hash: "h", text: "{}", passedOn: "a" });
        await ledger.keepConverter({ hash: "h", text: "{}", passedOn: "b" });
        await ledger.setAsideMessage({ id: "1", body: "{", reason: "it is not JSON" });
        await ledger.setAsideMessage({ id: "1", body: "{", reason: "seen again" });
        const other = await reopen();
        expect(await other.converter("h")).toEqual({ hash: "h", text: "{}", passedOn: "a" });
        expect(await other.converter("none")).toBeUndefined();
        expect(await other.messages()).toEqual([{ id: "1", body: "{", reason: "it is not JSON" }]);
      });
    });

    describe("a ledger", () => {
      const source = { bucket: "b", prefix: "p/", region: "eu-west-1" };

      it("belongs to one source once it has ingested", async () => {
        const { ledger } = await make();
        await ledger.bind(source);
        await ledger.bind({ ...source, prefix: "q/" });
        await ledger.discover([object("a")]);
        await ledger.settle(await claimed(ledger), settlement("done"));
        await ledger.bind({ ...source, prefix: "q/" });
        await expect(ledger.bind(source)).rejects.toMatchObject({ code: "ledger/other-source", scope: "job" });
      });
    });
  });
}
