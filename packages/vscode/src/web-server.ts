// The language server in a worker of the extension in a browser.
import { strategyOf } from "@heddle/compiler/language";
import { type MessageScope, serveWorker } from "@heddle/lsp/worker";
import { createChecks } from "@heddle/runtime/checks";

/** Put in by the bundler. */
declare const HEDDLE_VERSION: string;

// The global object of a worker, which the types of Node do not know.
serveWorker(globalThis as unknown as MessageScope, {
  version: HEDDLE_VERSION,
  loadValidator:
    async () =>
    (ignoreEventFlag, purpose = { dataType: "event" }) => {
      const checks = createChecks({
        dataType: purpose.dataType,
        strategy: strategyOf(purpose),
        ...(ignoreEventFlag !== undefined && { ignoreEventFlag }),
      });
      return (event, row, lostTime) => checks.check(event, { bucket: "sample", key: "sample", row }, lostTime);
    },
});
