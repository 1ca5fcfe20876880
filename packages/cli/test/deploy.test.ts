// What is in deploy/: the Helm chart rendered and held to the types of Kubernetes, KEDA and the Prometheus operator, and the rest to those of AWS.
import { Ajv } from "ajv";
import { execFile } from "node:child_process";
import { globSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { loadSource, noRows, openPostgresLedger, type Settlement } from "@heddle/runtime";
import { askPostgres } from "../../runtime/src/postgres/database.ts";
import { postgresUrl } from "../../runtime/test/support/postgres.ts";
import { converter, folderWith } from "./support/heddle.ts";
import { renderChart } from "./support/helm-chart.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const read = (...path: readonly string[]): string => readFileSync(join(root, ...path), "utf8");
const json = (...path: readonly string[]): unknown => JSON.parse(read(...path));
const chart = join(root, "deploy", "helm", "heddle");
const { version } = json("packages", "cli", "package.json") as { readonly version: string };

type Manifest = Readonly<Record<string, unknown>> & { readonly kind: string; readonly apiVersion: string };

const SMALL = {
  image: { repository: "registry.acme.com/heddle" },
  source: {
    bucket: "acme-events",
    region: "eu-west-1",
    dataType: "event",
    sink: { type: "s3", bucket: "acme-out", region: "eu-west-1" },
    ledger: { type: "postgres", url: "${HEDDLE_LEDGER_URL}", schema: "acme_events" },
  },
  converter: converter(),
  secret: { existing: "acme" },
};

const LARGE = {
  ...SMALL,
  image: { ...SMALL.image, tag: "1.2.3", pullSecrets: [{ name: "registry" }] },
  source: { ...SMALL.source, prefix: "in/", limits: { objectsAtOnce: 8 } },
  secret: { variables: { HEDDLE_LEDGER_URL: 'postgres://heddle:"\\:#@db/heddle' } },
  serviceAccount: { annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/acme" } },
  autoscaling: { enabled: true, minReplicas: 0 },
  serviceMonitor: { enabled: true, labels: { release: "prometheus" } },
  scan: { enabled: true },
  podAnnotations: { note: "true" },
  podLabels: { team: "data" },
  nodeSelector: { pool: "spot" },
  tolerations: [{ key: "spot", operator: "Exists" }],
  affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } },
};

const manifestsOf = (values: Readonly<Record<string, unknown>>): readonly Manifest[] =>
  renderChart(chart, values).manifests as readonly Manifest[];

/** At a path of keys and indices; the test fails where there is nothing. */
function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce((inner, key) => (inner as Readonly<Record<string, unknown>>)[key], value);
}

function only(manifests: readonly Manifest[], kind: string): Manifest {
  const found = manifests.filter((manifest) => manifest.kind === kind);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} of kind ${kind}`);
  return found[0];
}

/** Where the types and checks of each API are. */
const MODELS: Readonly<Record<string, string>> = {
  v1: "kubernetes-models/v1",
  "apps/v1": "kubernetes-models/apps/v1",
  "batch/v1": "kubernetes-models/batch/v1",
  "keda.sh/v1alpha1": "@kubernetes-models/keda/keda.sh/v1alpha1",
  "monitoring.coreos.com/v1": "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1",
};

interface Model {
  validate(): void;
}

describe("the Helm chart", () => {
  it.each([
    ["small", SMALL, ["ConfigMap", "Deployment", "Service", "ServiceAccount"]],
    [
      "large",
      LARGE,
      ["ConfigMap", "CronJob", "Deployment", "ScaledObject", "Secret", "Service", "ServiceAccount", "ServiceMonitor"],
    ],
  ])("renders what Kubernetes accepts, from %s values", async (_, values, kinds) => {
    const manifests = manifestsOf(values);
    expect(manifests.map(({ kind }) => kind).toSorted()).toEqual(kinds);
    for (const manifest of manifests) {
      const { [manifest.kind]: Kind } = (await import(MODELS[manifest.apiVersion] ?? "")) as Readonly<
        Record<string, new (data: unknown) => Model>
      >;
      if (Kind === undefined) throw new Error(`there is no ${manifest.kind}`);
      new Kind(manifest).validate();
    }
  });

  it("has values that its schema accepts, and refuses those with which a job could not run", () => {
    const check = new Ajv({ strict: false }).compile(json("deploy", "helm", "heddle", "values.schema.json") as object);
    const defaults = parse(read("deploy", "helm", "heddle", "values.yaml")) as object;
    for (const values of [SMALL, LARGE])
      expect([check({ ...defaults, ...values }), check.errors]).toEqual([true, null]);
    const source = (change: object): object => ({ ...defaults, ...SMALL, source: { ...SMALL.source, ...change } });
    const wrong = [
      defaults,
      source({ ledger: "ledger.db" }),
      source({ ledger: { ...SMALL.source.ledger, url: "postgres://heddle:secret@db/heddle" } }),
      source({ sink: { type: "ndjson", directory: "out" } }),
      source({ converter: "other.json" }),
      { ...defaults, ...SMALL, autoscalling: { enabled: true } },
    ];
    expect(wrong.map((values) => check(values))).toEqual(wrong.map(() => false));
  });

  it("hands the job a source file that it can load, and more time to end than it takes", async () => {
    const manifests = manifestsOf({ ...LARGE, drainSeconds: 900 });
    const files = at(only(manifests, "ConfigMap"), "data") as Readonly<Record<string, string>>;
    const variables = at(only(manifests, "Secret"), "stringData") as Readonly<Record<string, string>>;
    const source = await loadSource(join(folderWith(files), "source.json"), variables);
    const pod = at(only(manifests, "Deployment"), "spec", "template", "spec");
    expect(source).toMatchObject({
      ledger: { url: LARGE.secret.variables.HEDDLE_LEDGER_URL },
      metrics: { host: "0.0.0.0", port: at(pod, "containers", 0, "ports", 0, "containerPort") },
      limits: { drainSeconds: 900, objectsAtOnce: 8 },
    });
    expect(JSON.parse(files["converter.json"] ?? "")).toEqual(JSON.parse(converter()));
    expect(at(pod, "terminationGracePeriodSeconds")).toBeGreaterThan(source.limits.drainSeconds);
  });

  it("scales by what waits and what is held, and lists where no worker may run", () => {
    const trigger = at(only(manifestsOf(LARGE), "ScaledObject"), "spec", "triggers", 0, "metadata");
    expect(trigger).toEqual({
      connectionFromEnv: "HEDDLE_LEDGER_URL",
      query: "SELECT waiting + claimed FROM acme_events.backlog",
      targetQueryValue: "8",
    });
    expect(at(only(manifestsOf(LARGE), "Deployment"), "spec", "replicas")).toBeUndefined();
    expect(at(only(manifestsOf(SMALL), "Deployment"), "spec", "replicas")).toBe(1);
    expect(() => manifestsOf({ ...LARGE, scan: { enabled: false } })).toThrow("set scan.enabled to true");
  });

  it("asks what waits, is held or is due again, and not what is done or has failed for good", async () => {
    const { query } = at(only(manifestsOf(LARGE), "ScaledObject"), "spec", "triggers", 0, "metadata") as {
      readonly query: string;
    };
    const place = { url: await postgresUrl(), schema: LARGE.source.ledger.schema };
    const ledger = await openPostgresLedger(place);
    const asked = async (): Promise<number> => {
      const [row = {}] = await askPostgres(place, (ask) => ask(query));
      return Number(Object.values(row)[0]);
    };
    const end = async (key: string, settlement: Partial<Settlement>): Promise<void> => {
      const request = { owner: "me", run: key, leaseMs: 60_000, maxAttempts: 1, only: { bucket: "b", key } };
      const claim = (await ledger.claim(request)) ?? expect.fail(`${key} cannot be claimed`);
      const nothing = { counts: noRows(), bytesRead: 0, bytesWritten: 0, converterHash: "c" };
      await ledger.settle(claim, { outcome: "failed", ...nothing, ...settlement });
    };
    const failure = (retryable: boolean): Partial<Settlement> => ({
      error: { code: "c", message: "m", hint: "h", retryable },
    });
    try {
      expect(await asked()).toBe(0);
      const keys = ["done", "held", "again", "lost", "waits"];
      await ledger.discover(keys.map((key) => ({ bucket: "b", key, etag: "1", size: 1, lastModified: 1 })));
      await ledger.claim({
        owner: "me",
        run: "r",
        leaseMs: 60_000,
        maxAttempts: 1,
        only: { bucket: "b", key: "held" },
      });
      expect(await asked()).toBe(5);
      await end("done", { outcome: "done" });
      await end("lost", failure(false));
      await end("again", failure(true));
      expect(await asked()).toBe(3);
    } finally {
      await ledger.close();
    }
  });

  it("replaces pods when the source or the converter changes, and only then", () => {
    const checksum = (values: Readonly<Record<string, unknown>>): unknown =>
      at(only(manifestsOf(values), "Deployment"), "spec", "template", "metadata", "annotations", "checksum/source");
    const changed = [
      { ...SMALL, converter: "{}" },
      { ...SMALL, source: { ...SMALL.source, prefix: "in/" } },
    ];
    expect(new Set([SMALL, { ...SMALL, replicas: 3 }, ...changed].map(checksum)).size).toBe(3);
  });

  it("keeps variables out of the ConfigMap, and takes a Secret that there is", () => {
    expect(JSON.stringify(only(manifestsOf(LARGE), "ConfigMap"))).not.toContain("db/heddle");
    const { envFrom } = at(only(manifestsOf(SMALL), "Deployment"), "spec", "template", "spec", "containers", 0) as {
      readonly envFrom: unknown;
    };
    expect(envFrom).toEqual([{ secretRef: { name: "acme" } }]);
  });
});

it("the manifests and the files for ECS have the keys of their types, and no other", async () => {
  const cwd = folderWith({ "package.json": '{ "type": "module" }' });
  mkdirSync(join(cwd, "node_modules"));
  for (const name of ["kubernetes-models", "@kubernetes-models", "@aws-sdk"])
    symlinkSync(join(root, "node_modules", name), join(cwd, "node_modules", name));
  const typed: readonly (readonly [type: string, from: string, value: unknown])[] = [
    ...manifestsOf(LARGE).map((each) => [`I${each.kind}`, MODELS[each.apiVersion] ?? "", each] as const),
    ["RegisterTaskDefinitionRequest", "@aws-sdk/client-ecs", json("deploy", "ecs", "task-definition.json")],
  ];
  const lines = typed.map(
    ([type, from, value], i) =>
      `import type { ${type} as T${i} } from ${JSON.stringify(from)};\nexport const v${i}: T${i} = ${JSON.stringify(value)};\n`,
  );
  const misspelt = (lines.at(-1) ?? "").replace('"stopTimeout"', '"stopsAfter"').replace(/\bv\d+:/, "wrong:");
  writeFileSync(join(cwd, "typed.ts"), [...lines, misspelt.slice(misspelt.indexOf("export"))].join(""));
  const options = ["--ignoreConfig", "--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--types", ""];
  const errors = await promisify(execFile)(join(root, "node_modules/.bin/tsc"), [...options, "typed.ts"], { cwd }).then(
    () => "",
    ({ stdout }: { readonly stdout: string }) => stdout,
  );
  // What is wrong on purpose shows that the types are looked at.
  expect(errors.split("\n").filter((line) => line.startsWith("typed.ts"))).toEqual([
    expect.stringContaining(`'"stopsAfter"' does not exist`),
  ]);
});

describe("deploy", () => {
  it("has the version of the packages, and the driver that is tested", () => {
    const { devDependencies } = json("packages", "runtime", "package.json") as {
      readonly devDependencies: Readonly<Record<string, string>>;
    };
    const dockerfile = read("deploy", "Dockerfile");
    expect(dockerfile).toContain(`ARG HEDDLE=heddle@${version}\n`);
    expect(dockerfile).toContain(`ARG PG=pg@${devDependencies["pg"] ?? ""}\n`);
    expect(parse(read("deploy", "helm", "heddle", "Chart.yaml"))).toMatchObject({ version, appVersion: version });
    expect(read("deploy", "ecs", "task-definition.json")).toContain(`heddle-acme-events:${version}"`);
  });

  it("says of every file how it was tried, or that it was not", () => {
    const page = read("deploy", "README.md");
    const files = globSync(["Dockerfile", "*/*"], { cwd: join(root, "deploy") });
    expect(files.length).toBeGreaterThan(4);
    expect(files.filter((path) => !page.includes(`](${path}`))).toEqual([]);
  });
});
