// pnpm new operator NAME: a definition that works, and its cases.
import { camelCase, pascalCase, type ScaffoldKind } from "./kind.ts";

export const kind: ScaffoldKind = {
  doc: "an operator of the converter language",
  name: /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/,
  exampleName: "reverse_text",
  scaffold: (name) => ({
    files: {
      [`packages/compiler/src/operators/${name.replaceAll("_", "-")}.ts`]: definition(name),
      [`fixtures/operators/${name}.json`]: cases(name),
    },
    tests: ["packages/compiler/test/operators.test.ts"],
    next: [
      "packages/compiler/src/operators/define.ts explains every part of a definition, such as `check` and `emit`.",
    ],
  }),
};

function definition(name: string): string {
  const run = `run${pascalCase(name)}`;
  return `// ${name}: FILL IN what it yields.
import { readText } from "../values/text.ts";
import type { Result, Value } from "../values/value.ts";
import { defineOperator } from "./define.ts";
import { always, BOOL, NUMBER, STRING } from "./kinds.ts";

export function ${run}(text: Value): Result {
  return readText(text);
}

export const ${camelCase(name)}Operator = defineOperator({
  name: "${name}",
  summary: "FILL IN: what it yields, in a line",
  parameters: [{ name: "text", kind: "source", doc: "FILL IN: what it takes", accepts: STRING | NUMBER | BOOL }],
  operands: "required",
  rules: [{ text: "FILL IN: a rule for each behaviour, marked R, S or D by where it comes from.", mark: "D" }],
  examples: [
    { expression: ["${name}", "text"], row: { text: "a" }, result: "a" },
    { expression: ["${name}", "text"], row: { text: null } },
  ],
  returns: () => always(STRING),
  run: ${run},
});
`;
}

function cases(name: string): string {
  const rows = [
    `{"name": "FILL IN: a case for each rule and edge", "expression": ["${name}", "t"], "row": {"t": "a"}, "result": "a"}`,
    `{"name": "a number is read as text", "expression": ["${name}", "t"], "row": {"t": 1.50}, "result": "1.5"}`,
    `{"name": "no value", "expression": ["${name}", "t"], "row": {}, "none": true}`,
    `{"name": "null", "expression": ["${name}", "t"], "row": {"t": null}, "none": true}`,
    `{"name": "a list", "expression": ["${name}", "t"], "row": {"t": ["a"]}, "none": true}`,
    `{"name": "a dict", "expression": ["${name}", "t"], "row": {"t": {"a": 1}}, "none": true}`,
    `{"name": "no argument", "expression": ["${name}"], "row": {}, "error": "wrong-arity"}`,
  ];
  return `{
  "operator": "${name}",
  "cases": [
    ${rows.join(",\n    ")}
  ]
}
`;
}
