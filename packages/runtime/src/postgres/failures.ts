// From an error of PostgreSQL or its driver to a failure that says what to do about it.
import { StageFailure } from "../contracts/stage-failure.ts";
import { serverName } from "./address.ts";

interface Cause {
  /** Goes on from "the ledger": why it cannot be opened. */
  readonly message: string;
  readonly hint: string;
}

/** The failure of opening a ledger. */
export function openFailure(
  error: unknown,
  { url, name }: { readonly url: string; readonly name: string },
): StageFailure {
  if (error instanceof StageFailure) return error;
  const { message, hint } = causeOf(error, url);
  return new StageFailure({
    code: "ledger/unreadable",
    message: `cannot open the ledger ${name}: ${message}`,
    hint,
    cause: error,
  });
}

/** The failure of a statement, once repeating it does not help; anything else as it is. */
export function statementFailure(error: unknown, name: string): unknown {
  const { code } = error as { readonly code?: unknown };
  const isOfServer = isLostConnection(error) || (typeof code === "string" && /^[0-9A-Z]{5}$/.test(code));
  if (!isOfServer || error instanceof StageFailure) return error;
  return new StageFailure({
    code: "ledger/failed",
    message: `cannot read or write the ledger ${name}: ${textOf(error)}`,
    hint: "check the server, its disk and the network; what was delivered but not recorded is delivered again under the same name",
    cause: error,
  });
}

/** The server goes down, starts up, or is out of reach. */
export function isLostConnection(error: unknown): boolean {
  const { code = "", message = "" } = error as { readonly code?: unknown; readonly message?: string };
  return (
    /^(08|57P0[123]$|53300$|ECONN|EPIPE|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EAI_AGAIN)/.test(String(code)) ||
    /^(Connection terminated|Client has encountered a connection error|timeout e)/i.test(message)
  );
}

const LOGIN =
  "check the user and the password in `ledger.url`; write what is special in them with percent signs, as in %40 for @";

function causeOf(error: unknown, url: string): Cause {
  const { code, message = "" } = error as { readonly code?: string; readonly message?: string };
  const text = textOf(error);
  const database = decodeURI(URL.parse(url)?.pathname.slice(1) ?? "");
  switch (code) {
    case "28P01":
      return { message: "the server refuses the user or the password", hint: LOGIN };
    case "28000":
      return {
        message: text,
        hint: `${LOGIN}; see whether pg_hba.conf lets this machine in, and whether it wants TLS (\`?sslmode=require\`)`,
      };
    case "3D000":
      return {
        message: `there is no database "${database}"`,
        hint: `create it (CREATE DATABASE), or name another in \`ledger.url\``,
      };
    case "42501":
      return {
        message: `the user may not create the schema or its tables: ${text}`,
        hint: `let an administrator run GRANT CREATE ON DATABASE, or CREATE SCHEMA ... AUTHORIZATION for this user`,
      };
    case "ERR_INVALID_URL":
      return { message: "its address cannot be read", hint: LOGIN };
    default:
  }
  if (isLostConnection(error) || code === "ENOTFOUND") {
    return {
      message: `${serverName(url)} does not answer: ${text}`,
      hint: "check the host and the port in `ledger.url`, the network, and that the server runs",
    };
  }
  if (/SSL|TLS|certificate/i.test(`${code} ${message}`)) {
    return { message: text, hint: "check `sslmode` and `sslrootcert` in `ledger.url`" };
  }
  return { message: text, hint: "check the address, the network, and that the user may create the schema" };
}

/** The message of an error; of several addresses that were tried in vain, of the first. */
function textOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === "") return textOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
