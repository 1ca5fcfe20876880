// The worker of a mapping pool: maps, checks and serialises the rows of each part that it gets, or decodes a page, and answers with the outcome.
import { parentPort, workerData } from "node:worker_threads";
import type { TransferOpener } from "../4-rows/row-format.ts";
import { createTransferOpener, decodePage, pageTransferListOf } from "../4-rows/transfer-batch.ts";
import { compileConverter } from "../5-map/converter.ts";
import { converterParts } from "../job/converter-parts.ts";
import type { MappedBatch } from "../contracts/mapped-batch.ts";
import { mappedTransferList, mapRows } from "../job/map-rows.ts";
import type { ConverterParts } from "../contracts/job-parts.ts";
import type { FromThread, PartToMap, ThreadData, ToThread } from "./messages.ts";

const port = parentPort;
if (port === null) throw new Error("this file only runs as a worker thread");
const { settings } = workerData as ThreadData;
const converters = new Map<string, { readonly parts: ConverterParts; readonly opener: TransferOpener }>();
const post = (message: FromThread, memory: ArrayBuffer[] = []): void => port.postMessage(message, memory);

/** One message after the other, as the pool takes it. */
let last = Promise.resolve();
port.on("message", (message: ToThread) => {
  last = last.then(() => take(message));
});
post({ ready: true });

async function take(message: ToThread): Promise<void> {
  if ("converter" in message) {
    const { hash, text } = message.converter;
    const parts = converterParts(settings, compileConverter(text, `converter ${hash.slice(0, 12)}`, hash));
    converters.set(hash, { parts, opener: createTransferOpener(parts.mapper.columns) });
    return;
  }
  const { part } = message;
  try {
    if ("page" in message) {
      const { page } = message;
      const decoded = await decodePage(page);
      const spares = pageTransferListOf(page);
      post({ part, decoded, spares }, [...spares, ...(decoded === undefined ? [] : pageTransferListOf(decoded))]);
    } else {
      const mapped = mapPart(message);
      post({ part, mapped }, mappedTransferList(mapped));
    }
  } catch (error) {
    post({ part, thrown: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
  }
}

function mapPart({ hash, transfer, context, spare }: PartToMap): MappedBatch {
  const converter = converters.get(hash);
  if (converter === undefined) throw new Error(`converter ${hash} was not sent`);
  return mapRows(converter.parts, converter.opener.open(transfer), context, spare);
}
