import type { Span } from "@heddle/compiler";

/** What hover says. */
export interface Hover {
  /** What it is about. */
  readonly span: Span;
  /** Markdown. */
  readonly text: string;
}
