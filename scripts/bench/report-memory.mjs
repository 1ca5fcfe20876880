// Preloaded by the suite into a program under test: at its end writes the most memory that it held (KiB) and its time on processors (ms)
// to the file that PEAK_FILE names. JavaScript, since to load TypeScript takes memory itself.
import { readFileSync, writeFileSync } from "node:fs";

process.on("exit", () => {
  const path = process.env.PEAK_FILE;
  const { user, system } = process.cpuUsage();
  if (path !== undefined) writeFileSync(path, `${peakMemory()} ${(user + system) / 1000}`);
});

/** What the system calls the most resident memory of a process starts with that of the process which forked it, unlike VmHWM. */
function peakMemory() {
  try {
    return Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
}
