// Makes text of a converter or a row safe to print.

/** Replaces control and bidirectional characters, which a terminal would interpret, with U+FFFD. */
export function printable(text: string): string {
  return text.replace(/\t/g, " ").replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}
