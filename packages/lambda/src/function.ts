// The function that is deployed as it is: `index.handler`, with its source file and converter beside it.
import { createHandler } from "./handler.ts";

const { HEDDLE_SOURCE: source = "source.json", HEDDLE_BYTES_PER_SECOND: rate } = process.env;

export const handler = createHandler({ source, ...(rate === undefined ? {} : { bytesPerSecond: Number(rate) }) });
