import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { chromiumPath } from "./packages/lsp/test/browser/chromium-path.ts";
import { campaign, CAMPAIGNS, campaignTags } from "./scripts/campaigns.ts";
import { sourceAliases } from "./scripts/source-aliases.ts";

// A session in Neovim runs where it is installed; elsewhere a line says that it did not.
const hasNeovim = spawnSync("nvim", ["--version"]).status === 0;
if (!hasNeovim) console.log("not run: packages/lsp/test/neovim (Neovim is not installed)");

// Likewise the session in Chromium.
const hasChromium = chromiumPath() !== undefined;
if (!hasChromium) console.log("not run: packages/lsp/test/browser (Chromium is not installed)");

// An image is made of the libraries of a Linux.
const isLinux = process.platform === "linux";
if (!isLinux) console.log("not run: packages/cli/test/image.test.ts (this is not Linux)");

export default defineConfig({
  resolve: {
    alias: sourceAliases(),
  },
  test: {
    include: ["packages/*/test/**/*.test.ts"],
    exclude: [
      "**/node_modules/**",
      ...(isLinux ? [] : ["packages/cli/test/image.test.ts"]),
      ...(hasNeovim ? [] : ["packages/lsp/test/neovim/**"]),
      ...(hasChromium ? [] : ["packages/lsp/test/browser/**"]),
      ...(hasChromium && campaign("site").rounds > 0 ? [] : ["packages/cli/test/site/**"]),
      // The other Node is downloaded.
      ...(campaign("engines").rounds > CAMPAIGNS.engines.short ? [] : ["packages/runtime/test/engines/**"]),
      // It installs the command, which needs all packages: those of the long form.
      ...(campaign("installs").rounds < CAMPAIGNS.installs.long ? ["packages/cli/test/installs/**"] : []),
    ],
    tags: campaignTags(),
    globalSetup: "scripts/test-run.ts",
    // One more than there are cores: many a test waits, for a server, a lease or a process.
    maxWorkers: availableParallelism() + 1,
    // Loading the sources anew for each of a hundred files takes a third of all processor time; no file relies on it.
    isolate: false,
    // Long enough for a machine on which several runs go on.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    allowOnly: false,
    passWithNoTests: false,
  },
});
