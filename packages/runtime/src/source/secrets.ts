// From the settings of a source to its secrets.
import { secretKeys, secretsOf } from "@heddle/compiler/settings";
import { passwordsIn } from "../postgres/address.ts";
import { HIDDEN, type SourceConfig, type SourceFile } from "./config.ts";
import { SOURCE } from "./definition.ts";

/** The keys of settings that are secret. */
export const SECRET_KEYS = secretKeys(SOURCE);

/** The secrets of a source and of its variables, those of the environment that replace them, and passwords in addresses. */
export function sourceSecrets(
  source: Partial<SourceFile> & Pick<SourceConfig, typeof HIDDEN>,
  environment: NodeJS.ProcessEnv = process.env,
): readonly string[] {
  const secrets = [...secretsOf(SOURCE, source, environment), ...(source[HIDDEN] ?? [])];
  return [...new Set(secrets.flatMap((secret) => [secret, ...passwordsIn(secret)]))];
}
