// pnpm new action NAME: an editor action that works on its own example.
import { camelCase, type ScaffoldKind } from "./kind.ts";

export const kind: ScaffoldKind = {
  doc: "an action of the editor",
  name: /^[a-z]+(?:-[a-z]+)*$/,
  exampleName: "shorten-every-key",
  scaffold: (name) => ({
    files: { [`packages/lsp/src/service/actions/${name}.ts`]: definition(name) },
    tests: ["packages/lsp/test/actions.test.ts"],
    next: [
      "packages/lsp/src/service/actions/define.ts explains every part, target.ts has what edits are made from.",
      "With keepsMeaning, packages/lsp/test/refactorings.test.ts applies it to random converters and compares their results.",
    ],
  }),
};

function definition(name: string): string {
  return `// FILL IN: what it does.
import { defineAction } from "./define.ts";
import { replace, textOf } from "./target.ts";

export const ${camelCase(name)} = defineAction({
  name: "${name}",
  summary: "FILL IN: what it does, as an imperative",
  kind: "rewrite",
  keepsMeaning: true,
  offer: ({ document, node, role }) => {
    if (role.kind !== "source" || node?.kind !== "string" || node.value !== "FILL IN") return [];
    const path = \`["path", \${textOf(document, node.span)}]\`;
    return [{ title: \`Write it as \${path}\`, edits: [replace(node.span, path)] }];
  },
  examples: [
    { before: '{"user_id": "FILL IN|"}', after: '{"user_id": ["path", "FILL IN"]}' },
    { name: "where nothing is on offer", before: '{"user_id": "user|"}' },
  ],
});
`;
}
