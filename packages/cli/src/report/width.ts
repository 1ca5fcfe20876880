// Widths of text in terminal columns, and text cut, padded and wrapped to a width.
import { stripVTControlCharacters } from "node:util";

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** Colour codes take no column, East Asian characters and emoji two, combining marks none. */
export function displayWidth(text: string): number {
  const plain = stripVTControlCharacters(text);
  if (/^[\u0020-\u007e]*$/.test(plain)) return plain.length;
  let width = 0;
  for (const character of plain) width += widthOf(character);
  return width;
}

function widthOf(character: string): number {
  if (/^(?:\p{M}|\u200b|\u200d)$/u.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

export function fill(text: string, width: number, align: "left" | "right" = "left"): string {
  const space = " ".repeat(Math.max(0, width - displayWidth(text)));
  return align === "left" ? text + space : space + text;
}

/** Cuts text without colours at its end to fit the width, with an ellipsis. */
export function shorten(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let taken = 0;
  let start = "";
  for (const character of text) {
    taken += widthOf(character);
    if (taken > width - 1) break;
    start += character;
  }
  return `${start}…`;
}

/** Cuts text at its start to fit the width: the end of a key or path says more. */
export function shortenStart(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  const characters = [...text];
  let taken = 1;
  let at = characters.length;
  while (at > 0 && taken + widthOf(characters[at - 1] ?? "") <= width) {
    at -= 1;
    taken += widthOf(characters[at] ?? "");
  }
  return `…${characters.slice(at).join("")}`;
}

/** Breaks lines between words, and never within one: a path or an address can be copied whole. Further lines are indented. */
export function wrapTokens(text: string, width: number, indent = ""): string {
  if (displayWidth(text) <= width) return text;
  const lines: string[] = [];
  const [first = "", ...words] = text.split(/(?<=\S) /);
  let line = first;
  for (const word of words) {
    const longer = `${line} ${word}`;
    if (displayWidth(longer) <= width) line = longer;
    else {
      lines.push(line);
      line = indent + word;
    }
  }
  return [...lines, line].join("\n");
}

/** Breaks text into pieces of at most the width; empty text is one empty piece. */
export function wrap(text: string, width: number): string[] {
  const pieces: string[] = [];
  let piece = "";
  let taken = 0;
  for (const character of text) {
    const next = widthOf(character);
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
