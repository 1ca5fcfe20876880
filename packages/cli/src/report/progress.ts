// Progress of several pieces of work: bars that redraw themselves on a terminal, plain lines elsewhere.
import { printableLines } from "@heddle/compiler/printable";
import type { TextOutput } from "../terminal.ts";
import { painter } from "./style.ts";
import { displayWidth, fill, shorten, shortenStart } from "./width.ts";

export interface ProgressState {
  readonly label: string;
  /** From 0 to 1; undefined if the total is unknown. */
  readonly share?: number;
  /** Text after the bar, such as rows and bytes so far. */
  readonly note: string;
}

export interface Progress {
  /** Shows or updates one piece of work; does nothing without a terminal. */
  update(id: string, state: ProgressState): void;
  /** Removes a piece of work; leaves a permanent line, if there is one. */
  finish(id: string, line?: string): void;
  /** Writes a permanent line above the bars. */
  log(line: string): void;
  /** Removes the bars. */
  stop(): void;
}

const REDRAW_MS = 100;
const WIDE_BAR = 24;
const NARROW_BAR = 8;
/** A narrower terminal gets the narrow bar. */
const WIDE_TERMINAL = 70;
const MAX_LABEL = 44;
/** Gaps between the parts of a line, and the percentage. */
const GAPS = 10;
const MIN_NOTE = 10;
/** More bars are counted, not shown, so that they never fill the screen. */
const MAX_BARS = 12;

/** Bars on a terminal, plain lines otherwise. Write nothing else to `out` until {@link Progress.stop}. */
export function createProgress(out: TextOutput): Progress {
  return out.isTty ? barProgress(out) : lineProgress(out);
}

function lineProgress(out: TextOutput): Progress {
  const log = (line: string): void => void out.write(`${line}\n`).catch(() => {});
  return { update: () => {}, finish: (_id, line) => void (line !== undefined && log(line)), log, stop: () => {} };
}

function barProgress(out: TextOutput): Progress {
  const states = new Map<string, ProgressState>();
  const paint = painter(out.color);
  let drawn = 0;
  let timer: NodeJS.Timeout | undefined;

  // As bytes, because text loses the codes that move the cursor.
  const send = (text: string): void => void out.write(Buffer.from(text)).catch(() => {});
  // Moves up to the first bar and erases everything below.
  const erase = (): string => (drawn === 0 ? "" : `\u001b[${drawn}A\r\u001b[J`);
  const bars = (): string => {
    const shown = [...states.values()].slice(0, MAX_BARS);
    const width = out.columns >= WIDE_TERMINAL ? WIDE_BAR : NARROW_BAR;
    const room = Math.min(MAX_LABEL, Math.max(4, out.columns - width - GAPS - MIN_NOTE));
    const labelWidth = Math.min(room, Math.max(0, ...shown.map((state) => displayWidth(state.label))));
    const lines = shown.map((state) => barLine(state, labelWidth, width));
    if (states.size > MAX_BARS) lines.push(paint("dim", `and ${states.size - MAX_BARS} more`));
    drawn = lines.length;
    return lines.map((line) => `${line}\n`).join("");
  };
  const barLine = ({ label, share, note }: ProgressState, labelWidth: number, width: number): string => {
    const full = Math.round(width * Math.min(1, Math.max(0, share ?? 0)));
    const bar =
      share === undefined
        ? paint("dim", "·".repeat(width))
        : paint("green", "█".repeat(full)) + paint("dim", "░".repeat(width - full));
    const percent = share === undefined ? "    " : `${Math.floor(share * 100)}%`.padStart(4);
    const room = Math.max(1, out.columns - labelWidth - width - GAPS);
    return `${fill(shortenStart(label, labelWidth), labelWidth)}  ${bar} ${percent}  ${shorten(note, room)}`;
  };
  const draw = (lines = ""): void => {
    clearTimeout(timer);
    timer = undefined;
    send(erase() + printableLines(lines + bars(), out.color));
  };
  return {
    update(id, state) {
      states.set(id, state);
      timer ??= setTimeout(draw, REDRAW_MS).unref();
    },
    finish(id, line) {
      states.delete(id);
      draw(line === undefined ? "" : `${line}\n`);
    },
    log: (line) => draw(`${line}\n`),
    stop() {
      states.clear();
      draw();
    },
  };
}
