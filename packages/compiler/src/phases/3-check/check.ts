// Phase 3. In: a resolved converter. Out: the types of its expressions, and every finding that needs no data.
import type { ResolvedConverter } from "../2-resolve/resolve-envelope.ts";
import { infer, type Inference, type InferOptions } from "./infer.ts";

export function checkConverter(converter: ResolvedConverter, options: InferOptions): Inference {
  return infer(converter.body, options);
}
