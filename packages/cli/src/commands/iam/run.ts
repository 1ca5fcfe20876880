// heddle iam: prints the AWS policies that a source needs.
import { loadSource, type Policy, sourcePolicies } from "@heddle/runtime";
import type { InputOf } from "../../command/define-command.ts";
import { requireFile } from "../../converter.ts";
import { painter } from "../../report/style.ts";
import type { Terminal } from "../../terminal.ts";
import type { command } from "./command.ts";

/** Notes on what to fill in go to standard error. */
export async function run({ source: path, json }: InputOf<typeof command>, { out, err }: Terminal): Promise<number> {
  await requireFile(path);
  const source = await loadSource(path);
  const policies = sourcePolicies(source);
  if (json) {
    await out.write(`${JSON.stringify(policies, undefined, 2)}\n`);
    return 0;
  }
  const paint = painter(out.color);
  const sections: readonly (readonly [title: string, policy: Policy | undefined])[] = [
    ["Trust policy of the role: who may assume it", policies.trust],
    [
      source.prefix === ""
        ? "Permission policy of the role, for the whole bucket"
        : `Permission policy of the role, for the prefix "${source.prefix}"`,
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
  const texts = sections.flatMap(([title, policy]) =>
    policy === undefined ? [] : [`${paint("bold", `# ${title}`)}\n${JSON.stringify(policy, undefined, 2)}\n`],
  );
  await out.write(texts.join("\n"));
  for (const note of policies.notes) await err.write(`note: ${note}\n`);
  return 0;
}
