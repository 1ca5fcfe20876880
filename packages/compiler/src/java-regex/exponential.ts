// placeholder
export interface ExponentialFinding { readonly message: string }
export function findExponential(_source: string, _flags: string): ExponentialFinding | undefined { return undefined; }
