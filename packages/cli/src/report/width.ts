// Widths of text in terminal columns, and text cut, padded and wrapped to a width. Nothing is rewritten on the way, as libraries that
// wrap do, which compose characters: a key that is shown can be copied, and is the key.
import stringWidth from "string-width";

/** Letters and signs of one column each; the library's first answer takes 20 ms, and few texts have others. */
const ONE_COLUMN_EACH = /^[\u0020-\u007e\u00c0-\u02ff\u2013\u2014\u2018-\u201d\u2026\u2500-\u257f]*$/;

/** Colour codes take no column, East Asian characters and emoji two, combining marks none. */
export function displayWidth(text: string): number {
  return ONE_COLUMN_EACH.test(text) ? text.length : stringWidth(text);
}

let segmenter: Intl.Segmenter | undefined;

/** What a reader takes for characters, such as a letter with its marks. */
function charactersOf(text: string): readonly string[] {
  // A segmenter takes 10 ms to load, and few texts need it.
  if (/^[\u0020-\u007e]*$/.test(text)) return [...text];
  segmenter ??= new Intl.Segmenter();
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

export function fill(text: string, width: number, align: "left" | "right" = "left"): string {
  const space = " ".repeat(Math.max(0, width - displayWidth(text)));
  return align === "left" ? text + space : space + text;
}

/** Cuts text without colours at its end to fit the width, with an ellipsis. */
export function shorten(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  return `${startOf(charactersOf(text), width - 1)}…`;
}

/** Cuts text at its start to fit the width: the end of a key or path says more. */
export function shortenStart(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  const characters = charactersOf(text);
  let taken = 1;
  let at = characters.length;
  while (at > 0) {
    taken += displayWidth(characters[at - 1] ?? "");
    if (taken > width) break;
    at -= 1;
  }
  return `…${characters.slice(at).join("")}`;
}

function startOf(characters: readonly string[], width: number): string {
  let taken = 0;
  let at = 0;
  while (at < characters.length) {
    taken += displayWidth(characters[at] ?? "");
    if (taken > width) break;
    at += 1;
  }
  return characters.slice(0, at).join("");
}

/** Stands for a space that {@link wrapTokens} keeps: no text has it, because what is printed has no control characters. */
const KEPT_SPACE = "\u0000";

/** Text that is not broken: a number with what it counts. */
export function keepTogether(text: string): string {
  return text.replaceAll(" ", KEPT_SPACE);
}

/**
 * Breaks lines between words, and never within one, nor within `a command`: a path or an address can be copied whole. Further lines are
 * indented.
 */
export function wrapTokens(text: string, width: number, indent = ""): string {
  if (displayWidth(text.replaceAll(KEPT_SPACE, " ")) <= width) return text.replaceAll(KEPT_SPACE, " ");
  const lines: string[] = [];
  const [first = "", ...words] = text.replace(/`[^`]*`/g, keepTogether).split(/(?<=\S) /);
  let line = first;
  for (const word of words) {
    const longer = `${line} ${word}`;
    if (displayWidth(longer.replaceAll(KEPT_SPACE, " ")) <= width) line = longer;
    else {
      lines.push(line.trimEnd());
      line = indent + word.trimStart();
    }
  }
  return [...lines, line].join("\n").replaceAll(KEPT_SPACE, " ");
}

/** Breaks text into pieces of at most the width; empty text is one empty piece. */
export function wrap(text: string, width: number): string[] {
  const pieces: string[] = [];
  let piece = "";
  let taken = 0;
  for (const character of charactersOf(text)) {
    const next = displayWidth(character);
    if (taken + next > width) {
      pieces.push(piece);
      piece = "";
      taken = 0;
    }
    piece += character;
    taken += next;
  }
  return [...pieces, piece];
}

/** Like {@link wrap}, but breaks between words where it can. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (displayWidth(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    const pieces = wrap(word, width);
    line = pieces.pop() ?? "";
    lines.push(...pieces);
  }
  return [...lines, line];
}
