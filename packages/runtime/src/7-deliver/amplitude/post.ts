// One request to Amplitude: from events to the verdict on its answer; that no answer came is a verdict too.
import { hideSecrets } from "../../settings/hide-secrets.ts";
import type { AmplitudeOptions } from "./options.ts";
import { addressOf } from "./api.ts";
import type { Item } from "./item.ts";
import { type Verdict, verdictOf } from "./verdict.ts";

const REQUEST_TIMEOUT_MS = 60_000;
/** An answer lists at most the 2,000 events of a request. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/** The project to send to, and its key. */
export type AmplitudeAccess = Pick<AmplitudeOptions, "api" | "region" | "endpoint" | "apiKey">;

type PostOptions = AmplitudeAccess & Pick<AmplitudeOptions, "minIdLength" | "requestTimeoutMs">;

/** Bytes of a request beside its events. */
export function envelopeBytes(options: PostOptions): number {
  const { head, tail } = envelope(options);
  return Buffer.byteLength(head) + Buffer.byteLength(tail);
}

/** @throws the signal's reason, and nothing else. */
export async function postEvents(options: PostOptions, items: readonly Item[], signal: AbortSignal): Promise<Verdict> {
  const { head, tail } = envelope(options);
  try {
    const response = await fetch(addressOf(options), {
      method: "POST",
      headers: { "content-type": "application/json", accept: "*/*" },
      body: `${head}${items.map(({ delivery }) => delivery.json).join(",")}${tail}`,
      // The API key must not reach another host.
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS)]),
    });
    const body = await textOf(response);
    const retryAfter = response.headers.get("retry-after");
    return verdictOf({
      status: response.status,
      // An answer may repeat the key.
      body: hideSecrets([options.apiKey])(body),
      events: items.length,
      ...(retryAfter === null ? {} : { retryAfter }),
    });
  } catch (error) {
    signal.throwIfAborted();
    const cause = (error as Error).cause;
    const message =
      cause instanceof Error
        ? cause.message || ((cause as NodeJS.ErrnoException).code ?? cause.name)
        : (error as Error).message;
    return { kind: "transient", uncertain: true, message: `no answer: ${message}` };
  }
}

/** @throws Error where the answer is longer than any of Amplitude's. */
async function textOf({ body }: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body ?? []) {
    length += piece.length;
    if (length > MAX_ANSWER_BYTES) throw new Error(`the answer has more than ${MAX_ANSWER_BYTES} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}

function envelope({ apiKey, minIdLength }: PostOptions): { readonly head: string; readonly tail: string } {
  const limits = minIdLength === undefined ? "" : `,"options":{"min_id_length":${minIdLength}}`;
  return { head: `{"api_key":${JSON.stringify(apiKey)},"events":[`, tail: `]${limits}}` };
}
