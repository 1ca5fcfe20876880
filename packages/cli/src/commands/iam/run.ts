// heddle iam: prints the AWS policies that a source needs.
import { printable, printableJson } from "@heddle/compiler/printable";
import { loadSource, type Policy, type SourcePolicies, sourcePolicies } from "@heddle/runtime/offline";
import type { InputOf } from "../../command/define-command.ts";
import { requireFile } from "../../named-file.ts";
import { Misuse } from "../../failure.ts";
import { jsonText } from "../../report/json.ts";
import { type Layout, layoutOf } from "../../report/layout.ts";
import { wrapTokens } from "../../report/width.ts";
import { reportWidth, type Terminal } from "../../terminal.ts";
import type { command } from "./command.ts";
import { terraform } from "./terraform.ts";

/** Notes on what to fill in go to standard error. @throws Misuse for options that exclude each other */
export async function run(input: InputOf<typeof command>, { out, err }: Terminal): Promise<number> {
  const { source: path, for: reader, onlyItsAddresses, kmsKey, notifications, json } = input;
  if (json && input.terraform) throw new Misuse("--json and --terraform exclude each other");
  if (onlyItsAddresses && reader === undefined) throw new Misuse("--only-its-addresses needs --for <reader>");
  await requireFile(path);
  const source = await loadSource(path);
  const policies = sourcePolicies(source, {
    onlyItsAddresses,
    ...(reader !== undefined && { reader }),
    ...(kmsKey !== undefined && { kmsKey }),
    ...(notifications && { configureNotifications: true }),
  });
  if (json) {
    await out.write(jsonText(policies));
    return 0;
  }
  await out.write(
    input.terraform ? printableJson(terraform(source, policies)) : sections(source.prefix, policies, layoutOf(out)),
  );
  for (const note of policies.notes)
    await err.write(`${wrapTokens(`note: ${printable(note)}`, reportWidth(err), "  ")}\n`);
  return 0;
}

function sections(prefix: string, policies: SourcePolicies, { paint, room }: Layout): string {
  const titled: readonly (readonly [title: string, policy: Policy | undefined])[] = [
    ["Trust policy of the role: who may assume it", policies.trust],
    [
      prefix === ""
        ? "Permission policy of the role, for the whole bucket"
        : `Permission policy of the role, for the prefix "${prefix}"`,
      policies.permissions,
    ],
    ["Permission policy of the role without the prefix, for the whole bucket", policies.permissionsWithoutPrefix],
    [
      "Bucket policy: add these statements if the bucket is in another account or already has a policy",
      policies.bucket,
    ],
    ["Queue policy: lets S3 send notifications", policies.queue],
    ["Permission policy for the credentials that write to the sink", policies.sink],
  ];
  const heading = (title: string): string =>
    wrapTokens(`# ${title}`, room, "# ")
      .split("\n")
      .map((line) => paint("bold", line))
      .join("\n");
  return titled
    .flatMap(([title, policy]) => (policy === undefined ? [] : [`${heading(printable(title))}\n${jsonText(policy)}`]))
    .join("\n");
}
