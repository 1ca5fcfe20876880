// deploy/lambda/template.yaml: held to AWS's descriptions of resources, to what its parts say of each other, and to what a source needs.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { completeSource, sourcePolicies } from "@heddle/runtime";
import { faultsOf } from "./support/resource-faults.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const read = (...path: readonly string[]): string => readFileSync(join(root, ...path), "utf8");

interface Reference {
  readonly Ref?: string;
  readonly "Fn::GetAtt"?: readonly [string, string];
  readonly "Fn::Sub"?: string;
}

/** The short forms of CloudFormation's functions. */
const customTags = [
  { tag: "!Ref", resolve: (text: string): Reference => ({ Ref: text }) },
  { tag: "!Sub", resolve: (text: string): Reference => ({ "Fn::Sub": text }) },
  { tag: "!GetAtt", resolve: (text: string): Reference => ({ "Fn::GetAtt": text.split(".") as [string, string] }) },
];

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

const template = parse(read("deploy", "lambda", "template.yaml"), { customTags }) as {
  readonly Parameters: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, Resource>>;
};
const { Resources: resources, Parameters: parameters } = template;

function resource(name: string): Resource {
  return resources[name] ?? expect.fail(`there is no ${name}`);
}

it("has resources that CloudFormation and SAM know", () => {
  for (const [name, one] of Object.entries(resources)) expect(faultsOf(one), name).toEqual([]);
  const ingest = resource("Ingest");
  const { Timeout: _, ...others } = ingest.Properties;
  expect(faultsOf({ ...ingest, Properties: { ...others, TimeOut: 900 } })).toEqual(["TimeOut is not known"]);
  expect(faultsOf({ ...ingest, Properties: { ...others, Timeout: [900] } })).toEqual(["Timeout has another type"]);
});

it("refers only to what it has", () => {
  const known = new Set([...Object.keys(parameters), ...Object.keys(resources)]);
  const names: string[] = [];
  const look = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const { Ref: ref, "Fn::GetAtt": attribute, "Fn::Sub": text = "" } = value as Reference;
    names.push(...[ref, attribute?.[0]].filter((name) => name !== undefined));
    names.push(...[...text.matchAll(/\$\{([^}]+)\}/g)].map(([, name = ""]) => name));
    Object.values(value).forEach(look);
  };
  look(template);
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !known.has(name) && !name.startsWith("AWS::"))).toEqual([]);
  expect(Object.keys(parameters).filter((name) => !names.includes(name))).toEqual([]);
});

it("hides messages for six calls, keeps those that fail, and lets single ones fail", () => {
  const { Timeout: timeout, Handler: handler, Events: events } = resource("Ingest").Properties;
  expect(handler).toBe("index.handler");
  expect(resource("Notifications").Properties).toMatchObject({
    VisibilityTimeout: 6 * Number(timeout),
    RedrivePolicy: { deadLetterTargetArn: { "Fn::GetAtt": ["DeadLetters", "Arn"] }, maxReceiveCount: 5 },
  });
  expect(events).toMatchObject({
    Notifications: {
      Properties: {
        Queue: { "Fn::GetAtt": ["Notifications", "Arn"] },
        FunctionResponseTypes: ["ReportBatchItemFailures"],
      },
    },
  });
});

it("allows what a source and its sink need", () => {
  const place = { bucket: "acme-events", region: "eu-west-1" };
  const source = completeSource({
    ...place,
    converter: "converter.json",
    dataType: "event",
    sink: { ...place, type: "s3", bucket: "acme-out" },
    ledger: { type: "postgres", url: "postgres://db/heddle", schema: "acme" },
  });
  const actionsIn = (policy: unknown): string[] => JSON.stringify(policy).match(/s3:[A-Z]\w+/g) ?? [];
  const needed = new Set(actionsIn(sourcePolicies(source)));
  expect(needed.size).toBeGreaterThan(5);
  const given = actionsIn(resource("Ingest").Properties["Policies"]);
  expect([...needed].filter((action) => !given.includes(action))).toEqual([]);
});
