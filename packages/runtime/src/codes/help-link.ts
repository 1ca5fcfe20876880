// Addresses of what the documents on the web say of codes.
import { DOCUMENTS } from "@heddle/compiler/language";
import type { RuntimeCode } from "./catalog.ts";

/** The section that explains a code. */
export function codeLink(code: RuntimeCode): string {
  return `${DOCUMENTS}reference/codes.html#${code.replace("/", "-")}`;
}
