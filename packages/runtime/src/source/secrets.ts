// From the settings of a source to its secrets.
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
