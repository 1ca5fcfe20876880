// Makes text of a converter, a row or a name safe to print. A terminal would act on control characters, and reorder a line by bidirectional ones.

/** Replaces what a terminal would act on with U+FFFD, in a piece of a line: line breaks too. */
export function printable(text: string): string {
  return text.replace(/\t/g, " ").replace(/[\p{Cc}\p{Bidi_Control}]/gu, "\ufffd");
}

/** The same of text that has lines: line breaks and tabs stay, and with `hasColors` the codes of colours. */
export function printableLines(text: string, hasColors = false): string {
  const unsafe = hasColors ? /(?!\u001b\[[0-9;]*m)[\p{Cc}\p{Bidi_Control}]/gu : /[\p{Cc}\p{Bidi_Control}]/gu;
  return text.replace(unsafe, (character) => (character === "\n" || character === "\t" ? character : "\ufffd"));
}

/** The same of JSON as `JSON.stringify` writes it: with escapes, so that it has the same value. */
export function printableJson(json: string): string {
  return json.replace(
    /[\u007f-\u009f\p{Bidi_Control}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
