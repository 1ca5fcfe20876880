import { defineConfig } from "vitest/config";

const source = (name: string): string => new URL(`packages/${name}/src/index.ts`, import.meta.url).pathname;

export default defineConfig({
  resolve: {
    alias: {
      "@heddle/compiler": source("compiler"),
      "@heddle/runtime": source("runtime"),
      "@heddle/lsp": source("lsp"),
    },
  },
  test: {
    include: ["packages/*/test/**/*.test.ts"],
    testTimeout: 60_000,
    allowOnly: false,
    passWithNoTests: false,
  },
});
