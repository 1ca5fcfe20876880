// From the settings of a source to its secrets, and to texts without them.
import { secretKeys, secretsOf } from "@heddle/compiler/settings";
import type { SourceFile } from "./config.ts";
import { SOURCE } from "./definition.ts";

/** The keys of settings that are secret. */
export const SECRET_KEYS = secretKeys(SOURCE);

/** The secrets of a source, and those of the environment that replace them. */
export function sourceSecrets(
  source: Partial<SourceFile>,
  environment: NodeJS.ProcessEnv = process.env,
): readonly string[] {
  return secretsOf(SOURCE, source, environment);
}

/** Puts `***` in the place of each secret, as it is and as it is in a JSON string. */
export function hideSecrets(secrets: readonly string[]): (text: string) => string {
  const forms = new Set(secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]));
  forms.delete("");
  // The longest first, for one may be part of another.
  const hidden = [...forms].toSorted((a, b) => b.length - a.length);
  return (text) => hidden.reduce((shown, secret) => shown.replaceAll(secret, "***"), text);
}
