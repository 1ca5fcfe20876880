// The public face: a handler for a source of one's own making. The function that is deployed as it is, is function.ts.
export {
  type BatchResponse,
  type CallContext,
  createHandler,
  type Handler,
  type HandlerOptions,
  type QueueEvent,
} from "./handler.ts";
