// Reports in JUnit's XML, which CI servers show.
import { printable } from "@heddle/compiler/language";

export interface JunitCase {
  readonly name: string;
  /** Each is a failure: what was found, in a line and at length. */
  readonly failures: readonly { readonly message: string; readonly type: string; readonly details: string }[];
}

export interface JunitSuite {
  readonly name: string;
  readonly cases: readonly JunitCase[];
}

/** The text of an XML file. What no XML can hold is replaced (D). */
export function renderJunit(suites: readonly JunitSuite[]): string {
  const totals = countsOf(suites.flatMap(({ cases }) => cases));
  const body = suites.map(
    ({ name, cases }) =>
      `  <testsuite${attributes({ name, ...countsOf(cases) })}>\n${cases.map((one) => caseText(name, one)).join("")}  </testsuite>\n`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${attributes(totals)}>\n${body.join("")}</testsuites>\n`;
}

function countsOf(cases: readonly JunitCase[]): Readonly<Record<string, number>> {
  const failed = cases.filter(({ failures }) => failures.length > 0).length;
  return { tests: cases.length, failures: failed, errors: 0, skipped: 0 };
}

function caseText(suite: string, { name, failures }: JunitCase): string {
  const head = `    <testcase${attributes({ name, classname: suite })}`;
  if (failures.length === 0) return `${head}/>\n`;
  const inner = failures.map(
    ({ message, type, details }) => `      <failure${attributes({ message, type })}>${escape(details)}</failure>\n`,
  );
  return `${head}>\n${inner.join("")}    </testcase>\n`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escape(String(value)).replaceAll("\n", "&#10;")}"`)
    .join("");
}

function escape(text: string): string {
  const valid = text.toWellFormed().replace(/[\uFFFE\uFFFF]/g, "\uFFFD");
  return valid
    .split("\n")
    .map(printable)
    .join("\n")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
