// Paths as labels for people and as expressions of the language.
import type { PathStep } from "./path-profile.ts";
import type { Source } from "./time-readings.ts";

/** `order.items[].price`; what a text holds as JSON follows a colon: `payload:order`. */
export function pathLabel(path: readonly PathStep[]): string {
  let label = "";
  for (const [i, step] of path.entries()) {
    if (step === "item") label += "[]";
    else if (step === "json") label += ":";
    else label += label === "" || path[i - 1] === "json" ? step.key : `.${step.key}`;
  }
  return label;
}

/** The expression that reads a path without items of lists. */
export function pathExpression(path: readonly PathStep[]): Source {
  let steps: Source[] = [];
  for (const step of path) {
    if (step === "json") steps = [["parse_json_element", joined(steps)]];
    else if (step !== "item") steps.push(step.key);
  }
  return joined(steps);
}

function joined(steps: readonly Source[]): Source {
  const [first = ["path"], ...more] = steps;
  return more.length === 0 ? first : ["path", first, ...more];
}
