// The preview's page shows data as text, whatever stands in it.
import { expect, test } from "vitest";
import { previewPage } from "../src/preview-page.ts";

test("data never becomes markup", () => {
  const evil = '</pre><script>alert("1")</script>&amp;\'';
  const page = previewPage({
    state: "ready",
    sample: evil,
    rowCount: 2,
    unread: { count: 1, first: evil },
    rows: [
      { row: 0, source: evil, kind: "event", event: evil, notes: [evil] },
      { row: 1, source: "{}", kind: "dropped", reason: evil },
    ],
  });
  expect(page).not.toContain("<script");
  expect(page.match(/&lt;script&gt;alert\(&quot;1&quot;\)&lt;\/script&gt;&amp;amp;&#39;/g)).toHaveLength(6);
  expect(page).toContain("default-src 'none'");
});

test("each state says what to do", () => {
  expect(previewPage({ state: "no-sample", rows: [] })).toContain("orders.sample.jsonl");
  expect(previewPage({ state: "errors", sample: "x.csv", rows: [] })).toContain("has errors");
  expect(previewPage({ state: "failed", rows: [], reason: "<b>" })).toContain("&lt;b&gt;");
});
