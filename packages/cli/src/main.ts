// The heddle command: arguments to one command's module, which is loaded only when it runs, and to the exit code.
import { readFileSync } from "node:fs";
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { Misuse, reportFailure } from "./failure.ts";
import { processTerminal, type Terminal } from "./terminal.ts";

const DATA_TYPES = ["event", "user_properties", "group_properties", "profiles"] as const;
const STRATEGIES = ["append_only", "mirror_sync"] as const;

/** Runs the command that the arguments name; resolves with the exit code. */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  let code = 0;
  let running = "";
  /** Makes a commander action of a command, whose exit code becomes the process's. */
  const action =
    <Args extends readonly unknown[]>(name: string, run: (...args: Args) => Promise<number>) =>
    async (...all: Args): Promise<void> => {
      running = name;
      code = await run(...all);
    };

  const heddle = new Command("heddle")
    .description("Check, compile, preview and run converters of Amplitude's S3 Import")
    .version(version())
    .exitOverride()
    .configureOutput({ writeErr: () => {}, outputError: () => {} })
    .helpCommand(false);

  heddle
    .command("check")
    .description("show what is wrong with converters; exit code 1 if any has errors")
    .argument("<file...>", "converter files")
    .addOption(new Option("--format <format>", "how to print findings").choices(["text", "json"]).default("text"))
    .option("--rows <file>", "sharpen the findings with a sample of rows, and report paths that no row has")
    .action(
      action("check", async (files: string[], options: { format: "text" | "json"; rows?: string }) =>
        (await import("./commands/check/run.ts")).checkCommand(files, options, terminal),
      ),
    );

  heddle
    .command("compile")
    .description("compile a converter to an ES module")
    .argument("<file>", "converter file")
    .option("-o, --output <file>", "write the module here instead of to standard output")
    .option("--types", "write its types beside the module")
    .option("--source-map", "write its source map beside the module")
    .action(
      action("compile", async (file: string, options: { output?: string; types?: boolean; sourceMap?: boolean }) =>
        (await import("./commands/compile/run.ts")).compileCommand(file, options, terminal),
      ),
    );

  heddle
    .command("map")
    .description("map rows to events, as NDJSON on standard output; the summary goes to standard error")
    .argument("<converter>", "converter file")
    .argument("[file...]", "files with rows; none or - reads standard input")
    .option("--raw", "print what the converter yields: no event rules, no defaults, ignoreEventFlag not applied")
    .option("--strict", "exit code 1 if any row is set aside")
    .addOption(dataTypeOption())
    .addOption(strategyOption())
    .addOption(nowOption())
    .option(
      "--trace <row>",
      "print how the converter evaluates this row of the first file, counted from 0",
      wholeNumber,
    )
    .action(
      action(
        "map",
        async (
          converter: string,
          files: string[],
          options: Shared & { raw?: boolean; strict?: boolean; trace?: number },
        ) => (await import("./commands/map/run.ts")).mapCommand(converter, files, options, terminal),
      ),
    );

  heddle
    .command("preview")
    .description("show source records and their events side by side, and why a row is dropped")
    .argument("<converter>", "converter file")
    .argument("<file>", "file with rows; - reads standard input")
    .option("-n, --rows <count>", "how many rows", wholeNumber, 10)
    .addOption(dataTypeOption())
    .addOption(strategyOption())
    .addOption(nowOption())
    .action(
      action("preview", async (converter: string, file: string, options: Shared & { rows: number }) =>
        (await import("./commands/preview/run.ts")).previewCommand(converter, file, options, terminal),
      ),
    );

  heddle
    .command("run")
    .description("ingest what a source offers")
    .argument("<source>", "source file")
    .option("--once", "end when nothing new is left")
    .option("--json", "print the report as JSON")
    .action(
      action("run", async (source: string, options: { once?: boolean; json?: boolean }) =>
        (await import("./commands/run/run.ts")).runCommand(source, options, terminal),
      ),
    );

  heddle
    .command("retry")
    .description("let the next run try failed objects again")
    .argument("<source>", "source file")
    .argument("[pattern]", "keys, with * for any text and ? for one character (default: all failed ones)")
    .action(
      action("retry", async (source: string, pattern: string | undefined) =>
        (await import("./commands/retry/run.ts")).retryCommand(source, pattern, terminal),
      ),
    );

  heddle
    .command("doctor")
    .description("test each part of a source, and say what to mend; exit code 1 if any fails")
    .argument("<source>", "source file")
    .option("--json", "print it as JSON")
    .action(
      action("doctor", async (source: string, options: { json?: boolean }) =>
        (await import("./commands/doctor/run.ts")).doctorCommand(source, options, terminal),
      ),
    );

  heddle
    .command("iam")
    .description("print the AWS policies that a source needs: trust, permissions, bucket, queue")
    .argument("<source>", "source file")
    .option("--json", "print them as one JSON object")
    .action(
      action("iam", async (source: string, options: { json?: boolean }) =>
        (await import("./commands/iam/run.ts")).iamCommand(source, options, terminal),
      ),
    );

  heddle
    .command("notifications")
    .description("switch the event notifications of a source's bucket on or off, or show them")
    .addArgument(new Argument("<action>", "what to do").choices(["enable", "status", "disable"]))
    .argument("<source>", "source file")
    .option("--json", "print the status as JSON")
    .action(
      action(
        "notifications",
        async (what: "enable" | "status" | "disable", source: string, options: { json?: boolean }) =>
          (await import("./commands/notifications/run.ts")).notificationsCommand(what, source, options, terminal),
      ),
    );

  heddle
    .command("lsp")
    .description("serve an editor that speaks the language server protocol")
    .option("--stdio", "on standard input and output, the only way there is")
    .action(action("lsp", async () => (await import("./commands/lsp/host.ts")).lspCommand(version())));

  heddle
    .command("explain")
    .description("explain a code that Heddle prints in brackets; without one, list them all")
    .argument("[code]", "for example unknown-operator, s3/access-denied or event/no-id")
    .action(
      action("explain", async (code: string | undefined) =>
        (await import("./commands/explain/run.ts")).explainCommand(code, terminal),
      ),
    );

  heddle
    .command("status")
    .description("show what a source has ingested")
    .argument("<source>", "source file")
    .option("--json", "print it as JSON")
    .option("--limit <count>", "how many files to list", wholeNumber, 50)
    .action(
      action("status", async (source: string, options: { json?: boolean; limit: number }) =>
        (await import("./commands/status/run.ts")).statusCommand(source, options, terminal),
      ),
    );

  try {
    if (args.length === 0) throw new Misuse("a command is missing");
    await heddle.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportFailure(error, running, terminal.err);
    if (error.exitCode === 0) return 0;
    const named = heddle.commands.find((command) => command.name() === args[0])?.name() ?? "";
    return reportFailure(new Misuse(error.message.replace(/^error: /, "").replaceAll("\n", " ")), named, terminal.err);
  }
}

interface Shared {
  readonly dataType: (typeof DATA_TYPES)[number];
  readonly strategy?: (typeof STRATEGIES)[number];
  readonly now?: number;
}

function dataTypeOption(): Option {
  return new Option("--data-type <type>", "what the rows are").choices(DATA_TYPES).default("event");
}

function strategyOption(): Option {
  return new Option("--strategy <strategy>", "whose rules hold (default: the data type's first)").choices(STRATEGIES);
}

function nowOption(): Option {
  return new Option(
    "--now <instant>",
    "the instant of time operators: milliseconds since the epoch, or an ISO time",
  ).argParser(instant);
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!/^[0-9]{1,15}$/.test(text) || !Number.isSafeInteger(number))
    throw new InvalidArgumentError("It must be a whole number.");
  return number;
}

function instant(text: string): number {
  const ms = /^-?[0-9]{1,16}$/.test(text) ? Number(text) : Date.parse(text);
  if (!Number.isSafeInteger(ms))
    throw new InvalidArgumentError("It must be milliseconds since the epoch, or an ISO time.");
  return ms;
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "";
}

process.exitCode = await main(process.argv.slice(2), processTerminal(process));
