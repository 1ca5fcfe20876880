// The texts of files that are written for the user, laid out as the editor does it.
import { createCompiler } from "@heddle/compiler";
import type { DataTypeName } from "@heddle/compiler/language";
import { applyEdits, type DocumentKind, format, openDocument } from "@heddle/lsp";

/** A converter or a source file, with a line break at its end. */
export function laidOut(value: unknown, kind: DocumentKind): string {
  const text = JSON.stringify(value);
  const laid = applyEdits(text, format(openDocument(createCompiler(), { text, kind }), { indent: "  " }));
  return laid.endsWith("\n") ? laid : `${laid}\n`;
}

/** The settings of a source that writes files: bucket and prefix of the first address, or placeholders. */
export function initialSource(names: readonly string[], converter: string, dataType: DataTypeName): object {
  const [, bucket = "my-bucket", key = ""] = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(names[0] ?? "") ?? [];
  const {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: other,
    AWS_ENDPOINT_URL_S3: own,
    AWS_ENDPOINT_URL: all,
  } = process.env;
  const endpoint = own ?? all;
  return {
    bucket,
    prefix: key.slice(0, key.search(/[*?[{]|$/)).replace(/[^/]*$/, ""),
    region: region ?? other ?? "us-east-1",
    ...(endpoint === undefined || endpoint === "" ? {} : { endpoint }),
    converter,
    dataType,
    sink: { type: "ndjson", directory: "events" },
    ledger: "ledger.db",
  };
}
