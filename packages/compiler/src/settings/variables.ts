// In: a string of a file of settings. Out: the variables of the environment that it names, and the string with their values in place.

/** An escaped `${`, a variable, or a `${` that begins none. */
const FORM = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)\}|\$\{/g;

/** What to write, as a hint. */
export const VARIABLE_HINT = "Write `${NAME}` for a variable of the environment, and `$${` for `${` itself.";

/** The variables of a string, each as often as it comes. */
export function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(FORM)].flatMap(([, name]) => (name === undefined ? [] : [name]));
}

/** Whether a `${` begins no variable, and is not escaped. */
export function hasBrokenVariable(text: string): boolean {
  return [...text.matchAll(FORM)].some(([form]) => form === "${");
}

/** The string with values in the place of variables, and `${` in that of `$${`. What a value holds is never read again. */
export function substituteVariables(text: string, valueOf: (name: string) => string): string {
  return text.replace(FORM, (form: string, name: string | undefined) =>
    name === undefined ? (form === "$${" ? "${" : form) : valueOf(name),
  );
}
