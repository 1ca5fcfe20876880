// node:vm for a page, which cannot interrupt its own work: no row of the fuzz takes long enough.

export function createContext(sandbox: object): object {
  return sandbox;
}

export class Script {
  runInContext(sandbox: { readonly work: () => void }): void {
    sandbox.work();
  }
}

export function runInNewContext(): never {
  throw new Error("no other context here");
}
