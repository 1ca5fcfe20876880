// In: a time pattern that is wrong, or can never give a time. Out: the pattern that its author most likely meant.
import { compileTimePattern } from "./compile.ts";

/** What strftime writes after its percent sign, as a pattern of Java. */
const STRFTIME: ReadonlyMap<string, string> = new Map([
  ["Y", "yyyy"],
  ["y", "yy"],
  ["m", "MM"],
  ["d", "dd"],
  ["e", "d"],
  ["j", "DDD"],
  ["b", "MMM"],
  ["B", "MMMM"],
  ["a", "EEE"],
  ["A", "EEEE"],
  ["H", "HH"],
  ["I", "hh"],
  ["M", "mm"],
  ["S", "ss"],
  ["f", "SSSSSS"],
  ["p", "a"],
  ["z", "xx"],
  ["Z", "z"],
  ["F", "yyyy-MM-dd"],
  ["T", "HH:mm:ss"],
  ["%", "%"],
]);

/** A run of one letter, a quoted text, or anything else that stands for itself. */
interface Piece {
  readonly text: string;
  /** The letter of a run. */
  readonly letter?: string;
}

/**
 * A pattern that reads whole times, made from one that does not: letters that other libraries use (`YYYY`, `DD`, `%Y`), minutes
 * in the place of months and the other way round, `hh` without am or pm, and an unquoted `T`. Undefined where none is near.
 */
export function repairTimePattern(pattern: string): string | undefined {
  const repaired = /%[A-Za-z]/.test(pattern)
    ? pattern.replace(/%([A-Za-z%])/g, (whole, letter: string) => STRFTIME.get(letter) ?? whole)
    : textOf(REPAIRS.reduce((pieces, repair) => repair(pieces), piecesOf(pattern)));
  if (repaired === pattern) return undefined;
  const compiled = compileTimePattern(repaired);
  return compiled.ok && compiled.warnings.length === 0 ? repaired : undefined;
}

function piecesOf(pattern: string): readonly Piece[] {
  return [...pattern.matchAll(/'(?:[^']|'')*'?|([A-Za-z])\1*|[^]/g)].map(([text, letter]) => ({
    text,
    ...(letter !== undefined && { letter }),
  }));
}

function textOf(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join("");
}

const REPAIRS: readonly ((pieces: readonly Piece[]) => readonly Piece[])[] = [
  (pieces) => replaced(pieces, ({ text }) => (text === "T" ? { text: "'T'" } : undefined)),
  (pieces) => (has(pieces, "w") ? pieces : relettered(pieces, "Y", "y")),
  (pieces) => (has(pieces, "d") || !has(pieces, "MLm") ? pieces : relettered(pieces, "D", "d")),
  (pieces) => inParts(pieces, (part) => (isDate(part) && !has(part, "ML") ? relettered(part, "m", "M") : part)),
  (pieces) => inParts(pieces, (part) => (isTime(part) && !has(part, "m") ? relettered(part, "M", "m") : part)),
  (pieces) => (has(pieces, "aB") ? pieces : relettered(pieces, "hK", "H")),
  (pieces) => inParts(pieces, (part) => (isTime(part) && !has(part, "s") ? relettered(part, "S", "s") : part)),
];

function has(pieces: readonly Piece[], letters: string): boolean {
  return pieces.some(({ letter }) => letter !== undefined && letters.includes(letter));
}

function isDate(part: readonly Piece[]): boolean {
  return has(part, "yud") && !has(part, "HhKks");
}

function isTime(part: readonly Piece[]): boolean {
  return has(part, "HhKk") && !has(part, "yud");
}

function replaced(pieces: readonly Piece[], change: (piece: Piece) => Piece | undefined): readonly Piece[] {
  return pieces.map((piece) => change(piece) ?? piece);
}

/** Runs of one of these letters, written with another. */
function relettered(pieces: readonly Piece[], letters: string, other: string): readonly Piece[] {
  return replaced(pieces, ({ text, letter }) =>
    letter !== undefined && letters.includes(letter) ? { text: other.repeat(text.length), letter: other } : undefined,
  );
}

/** Changes each part of a pattern, which spaces and quoted texts separate. */
function inParts(pieces: readonly Piece[], change: (part: readonly Piece[]) => readonly Piece[]): readonly Piece[] {
  const parts: Piece[][] = [[]];
  for (const piece of pieces) {
    if (/^[\s']/.test(piece.text)) parts.push([piece], []);
    else parts.at(-1)?.push(piece);
  }
  return parts.flatMap(change);
}
