// Addresses of the documents on the web.
import type { DiagnosticCode } from "./catalog.ts";

/** Where the site of the documents is: `pnpm site` builds it. It ends in a slash. */
export const DOCUMENTS = "https://heddle-lang.github.io/heddle/";

/** The page that explains a diagnostic. */
export function helpLink(code: DiagnosticCode): string {
  return `${DOCUMENTS}reference/diagnostics/${code}.html`;
}
