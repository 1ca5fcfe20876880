// Lines of indented JSON wrapped to a width, between tokens where that is possible.
import { displayWidth, wrap, wrapWords } from "./width.ts";

/** A string with what follows it, a run of anything else up to a gap, or a gap. */
const TOKENS = /"(?:[^"\\]|\\.)*"?[,:]?|[^\s"]+|\s+/g;
/** What a line goes on with is indented by so much more. */
const INDENT = 2;

/** A string that takes more than a line is broken between its words, and a word that does so anywhere. */
export function wrapJson(line: string, width: number): readonly string[] {
  if (displayWidth(line) <= width) return [line];
  const own = /^ */.exec(line)?.[0].length ?? 0;
  // Deep lines would have no room.
  const indent = " ".repeat(Math.min(own + INDENT, Math.floor(width / 2)));
  const room = width - indent.length;
  const lines: string[] = [];
  let current = line.slice(0, Math.min(own, indent.length));
  const end = (): void => {
    if (current.trim() !== "") lines.push(current.trimEnd());
    current = indent;
  };
  for (const [token] of line.trimStart().matchAll(TOKENS)) {
    if (displayWidth(current) + displayWidth(token) <= width) {
      current += token;
      continue;
    }
    end();
    if (token.trim() === "") continue;
    const taken = displayWidth(token);
    // Rather to the left than broken.
    if (taken > room && taken <= width) {
      lines.push(" ".repeat(width - taken) + token);
      current = indent;
      continue;
    }
    const pieces = taken <= room ? [token] : longToken(token, room);
    for (const piece of pieces.slice(0, -1)) lines.push(indent + piece);
    current = indent + (pieces.at(-1) ?? "");
  }
  end();
  return lines;
}

/** Spaces are kept: each is at the end of its line. */
function longToken(token: string, room: number): readonly string[] {
  return token.includes(" ") ? wrapWords(token, room) : wrap(token, room);
}
