// `pnpm new`: each kind's scaffold type-checks and passes or fails its kind's tests as promised, in a copy of this checkout.
import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { globSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MARKER, type Scaffold, type ScaffoldKind } from "../../../scripts/new/kind.ts";
import { checkout, copyCheckout, removeCheckout } from "./support/checkout.ts";

interface Sample {
  readonly kind: string;
  readonly name: string;
  readonly scaffold: Scaffold;
}

const samples: readonly Sample[] = await Promise.all(
  readdirSync(join(checkout, "scripts/new"))
    .filter((file) => file !== "kind.ts")
    .map(async (file) => {
      const { kind } = (await import(join(checkout, "scripts/new", file))) as { readonly kind: ScaffoldKind };
      return { kind: file.replace(/\.ts$/, ""), name: kind.exampleName, scaffold: kind.scaffold(kind.exampleName) };
    }),
);

it("everything that was scaffolded is filled in", () => {
  const files = globSync(["packages/*/{src,test}/**/*.{ts,json}", "fixtures/**/*.json"], { cwd: checkout });
  const marked = files.filter((path) => readFileSync(join(checkout, path), "utf8").includes(MARKER));
  expect(marked).toEqual([]);
});

describe("pnpm new", { timeout: 300_000 }, () => {
  let copy = "";
  let created: SpawnSyncReturns<string> | undefined;
  const run = (program: string, ...args: string[]): SpawnSyncReturns<string> =>
    spawnSync(join(copy, "node_modules/.bin", program), args, { cwd: copy, encoding: "utf8" });
  const create = (...args: string[]): SpawnSyncReturns<string> =>
    spawnSync(process.execPath, [join(copy, "scripts/new.ts"), ...args], { cwd: copy, encoding: "utf8" });

  beforeAll(() => {
    copy = copyCheckout();
    created = create(...samples.flatMap(({ kind, name }) => [kind, name]));
  }, 300_000);
  afterAll(() => removeCheckout(copy));

  it("writes each kind, and says what to fill in", () => {
    expect(created).toMatchObject({ status: 0, stderr: "" });
    for (const { name, scaffold } of samples) {
      const marked = Object.entries(scaffold.files).filter(([, text]) => text.includes(MARKER));
      expect(marked.length, name).toBeGreaterThan(0);
      for (const [path] of marked) expect(created?.stdout).toContain(`\n  ${path}:`);
      expect(created?.stdout).toContain(`  Test it: pnpm vitest run ${scaffold.tests.join(" ")} -t ${name}\n`);
    }
  });

  it("writes what type-checks and passes lint and format", () => {
    const tests = samples.flatMap(({ scaffold }) =>
      Object.keys(scaffold.files).filter((path) => path.includes("/test/")),
    );
    const config = { extends: "./scripts/tsconfig.json", files: tests, include: [] };
    writeFileSync(join(copy, "tsconfig.new.json"), JSON.stringify(config));
    for (const [program, ...args] of [
      ["tsc", "-b"],
      ["tsc", "-p", "tsconfig.new.json"],
      ["oxlint", "--deny-warnings"],
      ["oxfmt", "--check", "packages", "fixtures"],
    ] as const) {
      const { status, stdout, stderr } = run(program, ...args);
      expect(status, `${program} ${args.join(" ")}\n${stdout}${stderr}`).toBe(0);
    }
  });

  it("writes what passes its own tests, or fails them for what is missing", () => {
    const files = new Set(samples.flatMap(({ scaffold }) => scaffold.tests));
    const report = join(copy, "report.json");
    const names = samples.map(({ name }) => name).join("|");
    const output = [`--reporter=json`, `--outputFile=${report}`];
    const { stderr } = run("vitest", "run", "--maxWorkers=1", ...files, "-t", names, ...output);
    const { testResults } = JSON.parse(readFileSync(report, "utf8")) as Report;
    const ran = testResults.flatMap(({ assertionResults }) => assertionResults);
    for (const { name } of samples) {
      const own = ran.filter(({ fullName, status }) => fullName.includes(name) && status !== "skipped");
      expect(own.length, `${name}\n${stderr}`).toBeGreaterThan(1);
    }
    const failures = ran
      .filter(({ status }) => status === "failed")
      .map(({ fullName, failureMessages }) => `${fullName}: ${failureMessages[0]?.split("\n")[0] ?? ""}`);
    expect(failures).toEqual(samples.flatMap(({ scaffold }) => scaffold.failures ?? []));
  });

  it("overwrites nothing", () => {
    const { status, stderr } = create("operator", "lowercase");
    const existing = "packages/compiler/src/operators/lowercase.ts";
    expect([status, stderr]).toEqual([1, `${existing} exists already; nothing was written\n`]);
  });

  it("lists the kinds, and says which names are possible", () => {
    const { status, stderr } = create("constructor", "x");
    expect(status).toBe(2);
    for (const { kind } of samples) expect(stderr).toMatch(new RegExp(`^  ${kind} +an? `, "m"));
    const named = create("operator", "Not a name");
    expect([named.status, named.stderr]).toEqual([
      2,
      'pnpm new operator: "Not a name" cannot be its name; reverse_text can\n',
    ]);
  });
});

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}
