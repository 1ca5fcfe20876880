// What every sink promises, whatever its destination: a suite of tests to run over each.
import { type Dict, parseJson, stringifyJson } from "@heddle/compiler";
import { describe, expect, it } from "vitest";
import type { ObjectInfo } from "../../src/contracts/object-info.ts";
import type { Delivery, EventLines, RejectedRow, Sink, SinkContext, SinkWriter } from "../../src/contracts/sink.ts";

/** A sink with a destination of its own, and what can be seen there. */
export interface SinkUnderTest {
  readonly sink: Sink;
  /** All events at the destination, each as compact JSON; those of one object in the order in which they lie there. */
  events(): Promise<readonly string[]>;
  /** The rows set aside, each as JSON. */
  rejected(): Promise<readonly string[]>;
  /** How many unfinished deliveries have left something at the destination. */
  unfinished(): Promise<number>;
}

export interface SinkToTest {
  /**
   * Whether events appear with the commit and not before it, and go when the object is delivered anew without them. Otherwise each
   * appears when it is written, and once, however often it is written.
   */
  readonly isTransactional: boolean;
  /** Makes a sink for one test, whose destination is empty. */
  make(): Promise<SinkUnderTest>;
}

export function sinkContract(name: string, { isTransactional, make }: SinkToTest): void {
  describe(`the contract of sinks: ${name}`, () => {
    describe("a commit", () => {
      it("delivers all events and rows set aside, and says how many", async () => {
        const { sink, events, rejected, unfinished } = await make();
        const writer = await sink.open(objectAt("in/a.json"));
        await writer.write(deliveries(0, 3));
        await writer.reject([rejectedRow(3)]);
        await writer.write(deliveries(4, 6));
        expect(await rejected()).toEqual([]);
        if (isTransactional) expect(await events()).toEqual([]);
        const delivered = await writer.commit();
        expect(delivered).toMatchObject({ events: 5, rejected: 1 });
        expect(delivered.bytes).toBeGreaterThan(0);
        expect(rowsOf(await events())).toEqual([0, 1, 2, 4, 5]);
        expect(parsed(await rejected())).toEqual([rejectedRow(3)]);
        expect(await unfinished()).toBe(0);
      });

      it("delivers nothing of an object without rows", async () => {
        const { sink, events, rejected } = await make();
        expect(await deliver(sink, "a", [])).toMatchObject({ events: 0, rejected: 0, bytes: 0, files: [] });
        expect([await events(), await rejected()]).toEqual([[], []]);
      });

      it("delivers rows set aside where there are no events", async () => {
        const { sink, events, rejected } = await make();
        const writer = await sink.open(objectAt("a"));
        await writer.reject([rejectedRow(0), rejectedRow(1)]);
        expect(await writer.commit()).toMatchObject({ events: 0, rejected: 2 });
        expect(await events()).toEqual([]);
        expect(parsed(await rejected())).toEqual([rejectedRow(0), rejectedRow(1)]);
      });
    });

    describe("an abort", () => {
      it("withdraws what was not committed", async () => {
        const { sink, events, rejected, unfinished } = await make();
        const writer = await sink.open(objectAt("a"));
        await writer.write(deliveries(0, 3));
        await writer.reject([rejectedRow(3)]);
        await writer.abort();
        if (isTransactional) expect(await events()).toEqual([]);
        expect(await rejected()).toEqual([]);
        expect(await unfinished()).toBe(0);
      });

      it("does nothing after a commit", async () => {
        const { sink, events, rejected } = await make();
        const writer = await sink.open(objectAt("a"));
        await writer.write(deliveries(0, 3));
        await writer.reject([rejectedRow(3)]);
        await writer.commit();
        await writer.abort();
        expect(rowsOf(await events())).toEqual([0, 1, 2]);
        expect(await rejected()).toHaveLength(1);
      });
    });

    describe("an object that is delivered again", () => {
      it("leaves each event once, and the rows set aside of the last time", async () => {
        const { sink, events, rejected } = await make();
        const first = await sink.open(objectAt("a"));
        await first.write(deliveries(0, 3));
        await first.reject([rejectedRow(3), rejectedRow(4)]);
        await first.commit();
        const second = await sink.open(objectAt("a"));
        await second.write(deliveries(0, 3));
        await second.reject([rejectedRow(4)]);
        await second.commit();
        expect(rowsOf(await events())).toEqual([0, 1, 2]);
        expect(parsed(await rejected())).toEqual([rejectedRow(4)]);
        await deliver(sink, "a", deliveries(0, 3));
        expect(rowsOf(await events())).toEqual([0, 1, 2]);
        expect(await rejected()).toEqual([]);
      });

      it("leaves each event once after an attempt that was never ended", async () => {
        const { sink, events, unfinished } = await make();
        const dead = await sink.open(objectAt("a"));
        await dead.write(deliveries(0, 2000));
        await deliver(sink, "a", deliveries(0, 3000));
        expect(rowsOf(await events())).toEqual(upTo(3000));
        expect(await unfinished()).toBe(0);
        await dead.abort();
        expect(rowsOf(await events())).toEqual(upTo(3000));
      });

      it("is whole, whichever of two attempts at once comes to its end last", async () => {
        const { sink, events, unfinished } = await make();
        const slow = await sink.open(objectAt("a"));
        await slow.write(deliveries(0, 2));
        await deliver(sink, "a", deliveries(0, 3));
        // It is refused, or what it writes takes the place of the other's.
        await slow
          .write(deliveries(2, 3))
          .then(() => slow.commit())
          .catch(() => slow.abort());
        expect(rowsOf(await events())).toEqual([0, 1, 2]);
        expect(await unfinished()).toBe(0);
      });

      if (!isTransactional) return;
      describe("while an earlier attempt is still at its commit", () => {
        /** The context of who lost the object, and of who holds it after a commit was begun. */
        const lost: SinkContext = {
          ...QUIET,
          fencing: { mayBeDelivered: false, confirm: () => Promise.reject(new Error("lost")) },
        };
        const held = { ...QUIET, fencing: { mayBeDelivered: true, confirm: async () => {} } } satisfies SinkContext;
        const OTHER = { ...objectAt("a"), etag: '"2"' };

        it.each([
          ["leaves what the later one delivered", deliveries(0, 2), objectAt("a")],
          ["leaves it also where the earlier one has nothing", [], objectAt("a")],
          ["leaves it alone where that was of other content", deliveries(0, 2), OTHER],
        ])("%s", async (_what, earlier, object) => {
          const { sink, events } = await make();
          const slow = await sink.open(object, lost);
          await slow.write(earlier);
          const context = object === OTHER ? { ...held, earlierEtags: [OTHER.etag] } : held;
          const later = await sink.open(objectAt("a"), context);
          await later.write(deliveries(2, 5));
          await later.commit();
          await slow.commit().catch(() => slow.abort());
          expect(rowsOf(await events())).toEqual([2, 3, 4]);
        });

        it("leaves nothing where the later one withdrew it", async () => {
          const { sink, events } = await make();
          const slow = await sink.open(objectAt("a"), lost);
          await slow.write(deliveries(0, 2));
          await (await sink.open(objectAt("a"), held)).commit();
          await slow.commit().catch(() => slow.abort());
          expect(await events()).toEqual([]);
        });

        it("takes the place of what comes while the later one is at work", async () => {
          const { sink, events } = await make();
          const slow = await sink.open(objectAt("a"), held);
          await slow.write(deliveries(0, 2));
          const later = await sink.open(objectAt("a"), held);
          await later.write(deliveries(2, 5));
          await slow.commit().catch(() => slow.abort());
          await later.commit();
          expect(rowsOf(await events())).toEqual([2, 3, 4]);
        });
      });

      it("leaves nothing of what it held before, in this content or an earlier one", async () => {
        const { sink, events } = await make();
        await deliver(sink, "a", deliveries(0, 3));
        await deliver(sink, "a", []);
        expect(await events()).toEqual([]);
        await deliver(sink, "a", deliveries(0, 3));
        const changed = { ...objectAt("a"), etag: '"2"' };
        const writer = await sink.open(changed, { ...QUIET, earlierEtags: [objectAt("a").etag] });
        await writer.write(deliveries(3, 5));
        expect(rowsOf(await events())).toEqual([0, 1, 2]);
        await writer.commit();
        expect(rowsOf(await events())).toEqual([3, 4]);
      });
    });

    describe("events", () => {
      it("come in the order of their rows, in batches of any size", async () => {
        const { sink, events } = await make();
        const writer = await sink.open(objectAt("a"));
        let row = 0;
        for (const size of [1, 0, 7, 500, 2, 0, 3000, 1]) {
          await writer.write(deliveries(row, row + size));
          row += size;
        }
        expect(await writer.commit()).toMatchObject({ events: row });
        expect(rowsOf(await events())).toEqual(upTo(row));
      });

      it("come in one batch of megabytes", async () => {
        const { sink, events } = await make();
        const text = "some text that takes room, é and 🗼. ".repeat(16);
        await deliver(sink, "a", deliveries(0, 5_000, { text }));
        const stored = await events();
        expect(rowsOf(stored)).toEqual(upTo(5_000));
        expect(stored.every((event) => propertiesOf(event)["text"] === text)).toBe(true);
      });

      it("come as they are written: numbers, names and text of any sort", async () => {
        const { sink, events } = await make();
        const odd =
          '{"big":12345678901234567890,"tiny":1e-400,"__proto__":{"a":1},"":"\\u2028\\u0000\\ud83d","constructor":null}';
        await deliver(sink, "a", deliveries(0, 1, { odd: parseJson(odd) }));
        expect(await events()).toEqual([expect.stringContaining(stringifyJson(parseJson(odd)))]);
      });

      it("of several objects at once stay with their own", async () => {
        const { sink, events } = await make();
        const [one, two] = [await sink.open(objectAt("1")), await sink.open(objectAt("2"))];
        await one.write(deliveries(0, 2, { of: "1" }, "1"));
        await two.write(deliveries(0, 3, { of: "2" }, "2"));
        await one.write(deliveries(2, 4, { of: "1" }, "1"));
        await two.commit();
        if (isTransactional) expect(await events()).toHaveLength(3);
        await one.commit();
        const of = Map.groupBy(await events(), (event) => propertiesOf(event)["of"]);
        expect([rowsOf(of.get("1") ?? []), rowsOf(of.get("2") ?? [])]).toEqual([upTo(4), upTo(3)]);
      });

      it("written as lines come as those written one by one", async () => {
        const [plain, lines] = [await make(), await make()];
        const batches = [deliveries(0, 1), deliveries(1, 900, { text: "é".repeat(90) }), deliveries(900, 902)];
        const writers = [await plain.sink.open(objectAt("a")), await lines.sink.open(objectAt("a"))] as const;
        for (const batch of batches) {
          await writers[0].write(batch);
          await writeAsLines(writers[1], batch);
        }
        const [one, other] = [await writers[0].commit(), await writers[1].commit()];
        expect([other.events, other.bytes]).toEqual([one.events, one.bytes]);
        expect(rowsOf(await lines.events())).toEqual(upTo(902));
        expect(await lines.events()).toEqual(await plain.events());
      });
    });

    describe("rows set aside", () => {
      it("keep all that is known of them", async () => {
        const { sink, rejected } = await make();
        const rows: RejectedRow[] = [
          { ...rejectedRow(0), offset: 17, converter: { line: 3, column: 5 } },
          { ...rejectedRow(1), raw: '{"\u2028\n\r\u0000\u001b[31m"', message: 'with "quotes"\nand lines' },
          { ...rejectedRow(9_000_000), raw: "x".repeat(100_000) },
        ];
        const writer = await sink.open(objectAt("a"));
        for (const row of rows) await writer.reject([row]);
        expect(await writer.commit()).toMatchObject({ rejected: 3 });
        expect(parsed(await rejected())).toEqual(rows);
      });
    });

    it("delivers objects of any key, and takes none for another", async () => {
      const { sink, events, rejected } = await make();
      for (const [i, key] of HOSTILE_KEYS.entries()) {
        const writer = await sink.open(objectAt(key));
        await writer.write(deliveries(i, i + 1));
        await writer.reject([{ ...rejectedRow(i), key }]);
        await writer.commit();
      }
      const rows = rowsOf(await events()).toSorted((a, b) => a - b);
      expect(rows).toEqual(upTo(HOSTILE_KEYS.length));
      expect(await rejected()).toHaveLength(HOSTILE_KEYS.length);
    });
  });
}

/** Keys that look like paths, options, devices or each other. */
export const HOSTILE_KEYS: readonly string[] = [
  "../../etc/passwd",
  "/etc/passwd",
  "..",
  ".",
  "",
  ".partial",
  ".partial/x",
  "a\u0000b",
  "a\nb",
  "CON",
  "a".repeat(1024),
  "ü/ö",
  "..%2f..",
  "-rf",
  "~",
  "a/../b",
  "b/a",
  "b_a",
  "B_a",
  "\\\\server\\share",
  "x.",
  "😀",
];

const QUIET: SinkContext = {
  signal: new AbortController().signal,
  progress: { acknowledged: 0, refused: async () => [], save: async () => {} },
};

function objectAt(key: string): ObjectInfo {
  return { bucket: "b", key, etag: '"1"', size: 1, lastModified: 0 };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, row) => row);

/** Events of the rows from `from` up to and without `to`, all of one user. `id`: what sets them apart from those of another object. */
function deliveries(from: number, to: number, more: Dict = {}, id = "e"): Delivery[] {
  return Array.from({ length: to - from }, (_, i): Delivery => {
    const row = from + i;
    const event: Dict = {
      event_type: "t",
      user_id: "user-1",
      insert_id: `${id}-${row}`,
      event_properties: { row, ...more },
    };
    return { row, event, json: stringifyJson(event), source: () => ({ raw: `raw ${row}`, offset: row * 10 }) };
  });
}

function rejectedRow(row: number): RejectedRow {
  return { bucket: "b", key: "a", row, rule: "row/not-json", message: "not JSON at column 1", raw: "{" };
}

async function deliver(sink: Sink, key: string, events: readonly Delivery[]) {
  const writer = await sink.open(objectAt(key));
  await writer.write(events);
  return writer.commit();
}

/** Writes events as lines of bytes, which are used for something else afterwards; one by one where the sink takes no lines. */
async function writeAsLines(writer: SinkWriter, events: readonly Delivery[]): Promise<void> {
  if (writer.writeLines === undefined) return writer.write(events);
  const lines = events.map(({ json }) => Buffer.from(`${json}\n`));
  const bytes = new Uint8Array(Buffer.concat(lines));
  let end = 0;
  const written: EventLines = {
    count: events.length,
    firstRow: events[0]?.row ?? 0,
    rows: Uint32Array.from(events, (_, i) => i),
    bytes,
    ends: Uint32Array.from(lines, (line) => (end += line.length)),
  };
  await writer.writeLines(written);
  bytes.fill(0);
}

const parsed = (lines: readonly string[]): unknown[] => lines.map((line) => JSON.parse(line) as unknown);

function propertiesOf(event: string): Readonly<Record<string, unknown>> {
  return (JSON.parse(event) as { readonly event_properties: Readonly<Record<string, unknown>> }).event_properties;
}

const rowsOf = (events: readonly string[]): number[] => events.map((event) => propertiesOf(event)["row"] as number);
