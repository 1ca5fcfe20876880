// Run by cluster.ts: a source file to its job, and how much of this process's time on processors went into the ledger.
import { Session } from "node:inspector/promises";
import { composeJob, loadSource, runJob } from "@heddle/runtime";

/** A sample counts as the ledger's where one of these is on its stack. */
const LEDGER = /\/runtime\/dist\/(?:ledger|postgres|sqlite)\/|\/node_modules\/pg[\w-]*\/|node:sqlite/;
const SAMPLE_US = 250;

/** What is read of a profile of V8. */
interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly samples?: readonly number[];
  readonly timeDeltas?: readonly number[];
}
interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string };
  readonly children?: readonly number[];
}

/** The ledger's part of the samples in which the thread was busy. */
function ledgerShare({ nodes, samples = [], timeDeltas = [] }: Profile): number {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const [ledger, idle] = [new Set<number>(), new Set<number>()];
  const mark = (id: number, isLedger: boolean): void => {
    const node = byId.get(id);
    if (node === undefined) return;
    const is = isLedger || LEDGER.test(node.callFrame.url);
    if (is) ledger.add(id);
    if (node.callFrame.functionName === "(idle)") idle.add(id);
    for (const child of node.children ?? []) mark(child, is);
  };
  mark(nodes[0]?.id ?? 0, false);
  let [ofLedger, busy] = [0, 0];
  samples.forEach((id, i) => {
    const us = timeDeltas[i] ?? 0;
    if (idle.has(id)) return;
    busy += us;
    if (ledger.has(id)) ofLedger += us;
  });
  return ofLedger / busy;
}

const job = await composeJob(await loadSource(process.argv[2] ?? ""));
const session = new Session();
session.connect();
await session.post("Profiler.enable");
await session.post("Profiler.setSamplingInterval", { interval: SAMPLE_US });
await session.post("Profiler.start");
const [start, all, own] = [performance.now(), process.cpuUsage(), process.threadCpuUsage()];
const report = await runJob(job.parts, { once: true });
const seconds = (performance.now() - start) / 1000;
const [allUsed, ownUsed] = [process.cpuUsage(all), process.threadCpuUsage(own)];
const { profile } = await session.post("Profiler.stop");
session.disconnect();
await job.close();
if (report.failure !== undefined) throw report.failure;
const cpuSeconds = (allUsed.user + allUsed.system) / 1e6;
const ledgerSeconds = (ledgerShare(profile as Profile) * (ownUsed.user + ownUsed.system)) / 1e6;
const { outcomes, totals } = report;
console.log(JSON.stringify({ objects: outcomes.done, rows: totals.rows, seconds, cpuSeconds, ledgerSeconds }));
