// In: the server's reply about sample rows. Out: a page without scripts that shows them beside their events.

export interface PreviewRow {
  readonly row: number;
  /** Indented JSON. */
  readonly source: string;
  readonly kind: "event" | "ignored" | "dropped" | "rejected";
  readonly event?: string;
  readonly notes?: readonly string[];
  readonly reason?: string;
}

export interface PreviewReply {
  readonly state: "ready" | "errors" | "no-sample" | "failed";
  readonly sample?: string;
  readonly rowCount?: number;
  /** Rows that could not be read, and what is wrong with the first of them. */
  readonly unread?: { readonly count: number; readonly first: string };
  readonly rows: readonly PreviewRow[];
  readonly reason?: string;
}

const STYLE = `
  body { font-family: var(--vscode-editor-font-family); font-size: var(--vscode-editor-font-size); padding: 0 1em; }
  table { border-collapse: collapse; width: 100%; table-layout: fixed; }
  td, th { vertical-align: top; text-align: left; padding: 0.5em; border-top: 1px solid var(--vscode-panel-border); overflow-wrap: anywhere; }
  pre { margin: 0; white-space: pre-wrap; }
  .dropped, .rejected, .failed { color: var(--vscode-errorForeground); }
  .ignored, .note { color: var(--vscode-descriptionForeground); }
`;

/** The page. Everything that comes from data is escaped, and the page may load and run nothing. */
export function previewPage({ state, sample, rowCount, unread, rows, reason }: PreviewReply): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Heddle Preview</title>
<style>${STYLE}</style>
</head>
<body>
${unread === undefined ? "" : `<p class="failed">${unread.count} ${unread.count === 1 ? "row" : "rows"} of the sample cannot be read; the first: ${escapeHtml(unread.first)}</p>`}
${state === "ready" ? table(rows, sample ?? "", rowCount ?? rows.length) : `<p>${escapeHtml(message(state, sample, reason))}</p>`}
</body>
</html>
`;
}

function message(
  state: Exclude<PreviewReply["state"], "ready">,
  sample: string | undefined,
  reason: string | undefined,
): string {
  switch (state) {
    case "errors":
      return `The converter has errors; fix them to see the events of ${sample ?? "the sample"}.`;
    case "no-sample":
      return "There is no sample beside this converter. Put one there: for orders.converter.json a file orders.sample.jsonl, .json, .csv or .parquet.";
    case "failed":
      return `The preview cannot be shown: ${reason ?? "the server gave no reason"}`;
    default:
      return state satisfies never;
  }
}

function table(rows: readonly PreviewRow[], sample: string, rowCount: number): string {
  const body = rows
    .map((row) => `<tr><td><pre>${escapeHtml(row.source)}</pre></td><td class="${row.kind}">${outcome(row)}</td></tr>`)
    .join("\n");
  return `<table>
<thead><tr><th>${escapeHtml(sample)} (${rows.length} of ${rowCount} rows)</th><th>Event</th></tr></thead>
<tbody>
${body}
</tbody>
</table>`;
}

function outcome({ kind, event, notes = [], reason }: PreviewRow): string {
  switch (kind) {
    case "event":
      return `<pre>${escapeHtml(event ?? "")}</pre>${notes.map((note) => `<p class="note">${escapeHtml(note)}</p>`).join("")}`;
    case "dropped":
      return `dropped: ${escapeHtml(reason ?? "")}`;
    case "rejected":
      return `set aside: ${escapeHtml(reason ?? "")}`;
    case "ignored":
      return "ignored by ignoreEventFlag";
    default:
      return kind satisfies never;
  }
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
