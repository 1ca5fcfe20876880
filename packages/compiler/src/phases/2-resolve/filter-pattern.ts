// Translates the filterPattern of a converter.
import type { Reporter } from "../../diagnostics/reporter.ts";
import type { KeyPattern } from "../../program.ts";
import type { StringNode } from "../1-parse/tree.ts";

export function resolveFilterPattern(node: StringNode, report: Reporter["report"]): { filterPattern?: KeyPattern } {
  try {
    return { filterPattern: { java: node.value, source: new RegExp(`^(?:${node.value})$`, "u").source, flags: "u" } };
  } catch {
    report("bad-pattern", node.span, "This is no regular expression.");
    return {};
  }
}
