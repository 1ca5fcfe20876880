// From the policies of a source to Terraform's resources for them.
import type { Policy, SourceConfig, SourcePolicies } from "@heddle/runtime";

/** What is read of a source. */
export interface TerraformSource extends Pick<SourceConfig, "roleArn"> {
  readonly notifications?: { readonly queueUrl: string };
}

/** The role with its trust and permissions; the policies of the queue and of the credentials that write, where there are some. */
export function terraform(
  { roleArn, notifications }: TerraformSource,
  { trust, permissions, queue, sink }: SourcePolicies,
): string {
  const [, path = "/", role = "s3-import"] = /:role(\/(?:.*\/)?)([^/]+)$/.exec(roleArn ?? "") ?? [];
  const resources = [
    resource("aws_iam_role", "reader", [
      `name = ${quoted(role)}`,
      ...(path === "/" ? [] : [`path = ${quoted(path)}`]),
      `assume_role_policy = ${encoded(trust)}`,
    ]),
    resource("aws_iam_role_policy", "reader", [
      `name = ${quoted(`${role}-reads`)}`,
      "role = aws_iam_role.reader.id",
      `policy = ${encoded(permissions)}`,
    ]),
    ...(queue === undefined || notifications === undefined
      ? []
      : [
          resource("aws_sqs_queue_policy", "notifications", [
            `queue_url = ${quoted(notifications.queueUrl)}`,
            `policy = ${encoded(queue)}`,
          ]),
        ]),
    ...(sink === undefined
      ? []
      : [resource("aws_iam_policy", "writer", [`name = ${quoted(`${role}-writes`)}`, `policy = ${encoded(sink)}`])]),
  ];
  return resources.join("\n");
}

function resource(type: string, name: string, lines: readonly string[]): string {
  return `resource "${type}" "${name}" {\n${lines.map((line) => `  ${line.replaceAll("\n", "\n  ")}\n`).join("")}}\n`;
}

function encoded(policy: Policy): string {
  // JSON is an expression of Terraform's language, but for what it takes for templates.
  return `jsonencode(${escaped(JSON.stringify(policy, undefined, 2))})`;
}

function quoted(text: string): string {
  return escaped(JSON.stringify(text));
}

function escaped(json: string): string {
  return json.replace(/[$%](?=\{)/g, "$&$&");
}
