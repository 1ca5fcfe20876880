// From a converter's text to the place of the key that a rule is about, for rejected rows.
import { createCompiler, createLineIndex } from "@heddle/compiler";
import { eventPlaces } from "@heddle/compiler/language";
import { keysOfRule } from "../codes/rules.ts";

/** A place in the converter's text, both counted from 1. */
export interface ConverterPlace {
  readonly line: number;
  readonly column: number;
}

/** A larger converter would take seconds to analyse once more. */
const MOST_TEXT = 1_000_000;

/**
 * Answers for the code of a rule: where the key is made, or, where no branch makes it, where the event begins. Undefined where there
 * is no such place, or several. The converter is analysed when the first row is set aside.
 */
export function placesInConverter(text: string): (rule: string) => ConverterPlace | undefined {
  let known: ((rule: string) => ConverterPlace | undefined) | undefined;
  return (rule) =>
    keysOfRule(rule).length === 0 || text.length > MOST_TEXT ? undefined : (known ??= read(text))(rule);
}

function read(text: string): (rule: string) => ConverterPlace | undefined {
  const { keys, event } = eventPlaces(createCompiler().analyse(text));
  const lines = createLineIndex(text);
  return (rule) => {
    const names = keysOfRule(rule);
    const name = names.find((one) => keys.has(one));
    const span = name === undefined ? event : keys.get(name);
    if (span === undefined) return undefined;
    const { line, character } = lines.position(span.start);
    return { line: line + 1, column: character + 1 };
  };
}
