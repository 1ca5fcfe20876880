// The GitHub Action, the hooks of pre-commit and the example that uses both, run as far as they run without GitHub and pre-commit.
import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { command, folderWith } from "./support/heddle.ts";

const root = join(import.meta.dirname, "../../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const { version } = JSON.parse(read("packages/cli/package.json")) as { version: string };

interface Step {
  readonly name: string;
  readonly shell: string;
  readonly run: string;
  readonly if?: string;
  readonly env: Readonly<Record<string, string>>;
}
const action = parse(read("action.yml")) as {
  inputs: Readonly<Record<string, { readonly default: string }>>;
  runs: { using: string; steps: readonly Step[] };
};
const hooks = parse(read(".pre-commit-hooks.yaml")) as readonly {
  readonly id: string;
  readonly entry: string;
  readonly language: string;
  readonly files: string;
  readonly pass_filenames?: boolean;
}[];
const workflow = parse(read("examples/orders/.github/workflows/heddle.yml")) as {
  jobs: { heddle: { steps: readonly { uses: string; with?: Readonly<Record<string, string>> }[] } };
};
const config = parse(read("examples/orders/.pre-commit-config.yaml")) as {
  repos: readonly { repo: string; rev: string; hooks: readonly { id: string }[] }[];
};

/** A copy of the example, and a PATH on which `npx --yes heddle@VERSION` is the command of this checkout. */
async function example(): Promise<{ readonly cwd: string; readonly env: NodeJS.ProcessEnv }> {
  const bin = folderWith({});
  const [program, ...args] = (await command()).map((part) => `'${part}'`);
  const script = `#!/bin/sh\n[ "$1 $2" = "--yes heddle@${version}" ] || exit 97\nshift 2\nexec ${program} ${args.join(" ")} "$@"\n`;
  writeFileSync(join(bin, "npx"), script, { mode: 0o755 });
  const cwd = folderWith({});
  cpSync(join(root, "examples/orders"), cwd, { recursive: true });
  return { cwd, env: { ...process.env, PATH: `${bin}:${process.env["PATH"]}` } };
}

/** Puts inputs into `${{ inputs.name }}`, as GitHub does. */
function withInputs(text: string, inputs: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, name: string) => {
    return inputs[name] ?? action.inputs[name]?.default ?? expect.fail(`no input ${name}`);
  });
}

/** The steps of the action as GitHub runs them, up to the first that fails. */
function runAction(inputs: Readonly<Record<string, string>>, { cwd, env }: Awaited<ReturnType<typeof example>>) {
  const out: string[] = [];
  for (const step of action.runs.steps) {
    if (step.if !== undefined && withInputs(step.if.replace(/inputs\.[\w-]+/, "$${{ $& }}"), inputs).includes("false"))
      continue;
    const own = Object.fromEntries(Object.entries(step.env).map(([name, value]) => [name, withInputs(value, inputs)]));
    const ran = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run], {
      cwd,
      env: { ...env, ...own },
      encoding: "utf8",
    });
    out.push(ran.stdout);
    if (ran.status !== 0) return { failed: step.name, code: ran.status, out: out.join(""), err: ran.stderr };
  }
  return { out: out.join("") };
}

describe("the GitHub Action", () => {
  const used = workflow.jobs.heddle.steps.find(({ uses }) => uses.startsWith("heddle-lang/heddle@"));

  it("is used by the example with inputs that it has, and runs the version of this checkout", () => {
    expect(action.runs.using).toBe("composite");
    expect(used?.uses).toBe(`heddle-lang/heddle@v${version}`);
    expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(used?.with ?? {})));
    expect(action.inputs["version"]?.default).toBe(version);
    for (const { run } of action.runs.steps)
      expect(run, "inputs reach a shell by its environment alone").not.toContain("${{");
  });

  it(
    "passes on the example, and shows a mistake, and a failed test, at the converter's line",
    { timeout: 60_000 },
    async () => {
      const place = await example();
      expect(runAction(used?.with ?? {}, place)).toEqual({ out: "" });
      const path = join(place.cwd, "orders.converter.json");
      const text = readFileSync(path, "utf8");
      writeFileSync(path, text.replace('"total": "total"', '"total": ["int", 3]'));
      const failed = runAction({ files: "orders.converter.json", format: "false" }, place);
      expect(failed).toMatchObject({ failed: "Test converters", code: 1 });
      const line = text.split("\n").findIndex((each) => each.includes('"total"')) + 1;
      expect(failed.out).toMatch(new RegExp(`^::error file=orders\\.converter\\.json,line=${line},`, "m"));
      writeFileSync(path, text.replace('"concat"', '"conct"'));
      const mistaken = runAction({}, place);
      expect(mistaken).toMatchObject({ failed: "Check converters and source files", code: 1 });
      expect(mistaken.out).toMatch(/^::error file=orders\.converter\.json,line=\d+,.*title=unknown-operator::/);
    },
  );
});

describe("the hooks of pre-commit", () => {
  it("are used by the example, in the version of this checkout", () => {
    const [{ repo, rev, hooks: used } = expect.fail("no repository")] = config.repos;
    expect([repo, rev]).toEqual(["https://github.com/heddle-lang/heddle", `v${version}`]);
    expect(used.map(({ id }) => id)).toEqual(hooks.map(({ id }) => id));
    for (const { entry } of hooks) expect(entry).toMatch(new RegExp(`^npx --yes heddle@${version} `));
  });

  it("take the example's files, pass on them, and leave them as they are", { timeout: 60_000 }, async () => {
    const { cwd, env } = await example();
    const names = [
      "orders.converter.json",
      "orders.source.json",
      "orders.test.json",
      "orders.sample.jsonl",
      "README.md",
    ];
    for (const { id, entry, language, files, pass_filenames: passes = true } of hooks) {
      expect(language).toBe("system");
      const taken = names.filter((name) => new RegExp(files).test(name));
      expect(taken, id).toEqual(names.filter((_, i) => (id === "heddle-test" ? i === 0 || i === 2 : i < 2)));
      const ran = spawnSync("sh", ["-c", `${entry} "$@"`, "sh", ...(passes ? taken : [])], {
        cwd,
        env,
        encoding: "utf8",
      });
      expect({ id, code: ran.status }, ran.stderr).toEqual({ id, code: 0 });
    }
    for (const name of names) expect(readFileSync(join(cwd, name), "utf8")).toBe(read(`examples/orders/${name}`));
  });
});
