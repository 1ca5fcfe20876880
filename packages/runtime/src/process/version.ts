// The version of this package.
import { readFileSync } from "node:fs";

/** Empty where the package's manifest is not where it should be. */
export function runtimeVersion(): string {
  try {
    const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    return typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "";
  } catch {
    return "";
  }
}
