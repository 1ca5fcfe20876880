// heddle iam --terraform: the resources as text.
import { sourcePolicies } from "@heddle/runtime";
import { expect, it } from "vitest";
import { terraform } from "../src/commands/iam/terraform.ts";

const roleArn = "arn:aws:iam::111122223333:role/imports/reader";
const source = { bucket: "acme", prefix: "a*/", region: "eu-west-1", roleArn, externalId: "ext-1" };

it("writes the role with its trust and permissions, whose variables Terraform leaves alone", () => {
  const text = terraform({ roleArn }, sourcePolicies(source, { reader: "amplitude-us" }));
  expect(text.match(/^resource .*$/gm)).toEqual([
    'resource "aws_iam_role" "reader" {',
    'resource "aws_iam_role_policy" "reader" {',
  ]);
  expect(text).toContain('  name = "reader"\n  path = "/imports/"\n  assume_role_policy = jsonencode({\n');
  expect(text).toContain('"s3:prefix": "a$${*}/*"');
  const [, trust = ""] = /assume_role_policy = jsonencode\(([\s\S]*?)\)\n/.exec(text) ?? [];
  expect(JSON.parse(trust)).toMatchObject({
    Statement: [{ Condition: { StringEquals: { "sts:ExternalId": "ext-1" } } }],
  });
});

it("writes the policies of the queue and of the sink's credentials", () => {
  const queueUrl = "https://sqs.eu-west-1.amazonaws.com/111122223333/files";
  const policies = {
    ...sourcePolicies({ ...source, notifications: { queueUrl } }),
    sink: { Version: "2012-10-17", Statement: [] } as const,
  };
  const text = terraform({ notifications: { queueUrl } }, policies);
  expect(text.match(/^resource .*$/gm)?.slice(2)).toEqual([
    'resource "aws_sqs_queue_policy" "notifications" {',
    'resource "aws_iam_policy" "writer" {',
  ]);
  expect(text).toContain(`queue_url = "${queueUrl}"`);
  expect(text).toContain('name = "s3-import-reads"');
});
