// The worker in which an editor in a browser runs extensions, as far as ours asks for it: loads the extension, opens a converter, and tells the
// page what its server finds. What is not asked for answers nothing.

type Handler = (...args: unknown[]) => unknown;

class Uri {
  readonly #address: URL;
  constructor(address: string) {
    this.#address = new URL(address);
  }
  static parse(address: string): Uri {
    return new Uri(address);
  }
  static joinPath(base: Uri, ...parts: string[]): Uri {
    const from = base.toString();
    return new Uri(new URL(parts.join("/"), parts[0] === ".." ? from : `${from}/`).href);
  }
  get path(): string {
    return this.#address.pathname;
  }
  get scheme(): string {
    return this.#address.protocol.slice(0, -1);
  }
  toString(): string {
    return this.#address.href.replace(/\/$/, "");
  }
}

class EventEmitter {
  readonly #listeners = new Set<Handler>();
  readonly event = (listener: Handler) => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };
  fire(event: unknown): void {
    for (const listener of this.#listeners) listener(event);
  }
  dispose(): void {}
}

class Disposable {
  static from(): Disposable {
    return new Disposable();
  }
  dispose(): void {}
}

/** A class, a function and a namespace at once, whose members are the same, but for those given. */
function anything(given: object = {}): object {
  const members: Record<PropertyKey, unknown> = { ...given };
  class Anything {
    constructor(...args: unknown[]) {
      Object.assign(this, { args });
    }
  }
  return new Proxy(Anything, {
    get(target, key, receiver): unknown {
      if (key === "prototype") return Reflect.get(target, key, receiver);
      if (key === "then" || key === Symbol.iterator || key === Symbol.toPrimitive) return undefined;
      if (String(key).startsWith("onDid") || String(key).startsWith("onWill")) return () => new Disposable();
      if (!(key in members)) members[key] = anything();
      return members[key];
    },
    apply: () => anything({ dispose: () => {} }),
  });
}

const scope = globalThis as unknown as {
  postMessage(message: unknown): void;
  readonly location: { readonly href: string };
};
const URI = new Uri("memfs:/orders.converter.json");
const FILES: Readonly<Record<string, string>> = {
  "orders.sample.jsonl": '{"order_id": "o-1", "customer": "c-1"}\nnot JSON\n',
};
const TEXT = JSON.stringify({
  converterConfig: {
    fileType: "json",
    compressionType: "none",
    convertToAmplitudeFunc: { event_type: ["valeu", "order"], user_id: "customer", city: "town" },
  },
});
const converter = {
  uri: URI,
  languageId: "heddle",
  version: 1,
  isClosed: false,
  getText: () => TEXT,
};

class TabInputText {
  readonly uri: Uri;
  constructor(uri: Uri) {
    this.uri = uri;
  }
}

const vscode = anything({
  TabInputText,
  version: "1.101.0",
  env: { appName: "an editor in a browser", language: "en" },
  Uri,
  EventEmitter,
  Disposable,
  window: anything({
    activeTextEditor: { document: converter },
    visibleTextEditors: [{ document: converter }],
    tabGroups: anything({ all: [{ tabs: [{ input: new TabInputText(URI) }] }] }),
    showErrorMessage: async (message: string) => scope.postMessage(message),
  }),
  workspace: anything({
    textDocuments: [converter],
    notebookDocuments: [],
    workspaceFolders: undefined,
    getConfiguration: () => ({ get: (_key: string, standard: unknown) => standard }),
    getWorkspaceFolder: () => ({ uri: new Uri("memfs:/") }),
    fs: {
      readDirectory: async () => Object.keys(FILES).map((name) => [name, 1]),
      readFile: async (uri: Uri) => new TextEncoder().encode(FILES[uri.path.slice(1)] ?? ""),
    },
  }),
  languages: anything({
    match: () => 10,
  }),
});

interface Answer {
  readonly result?: { readonly items?: readonly { readonly message: string }[] };
}

/** Tells the page what the server finds. */
const Plain = (globalThis as unknown as { Worker: new (address: string) => EventTarget }).Worker;
Object.assign(globalThis, {
  Worker: class extends Plain {
    constructor(address: string) {
      super(address);
      this.addEventListener("message", (event) => {
        const { result } = (event as unknown as { readonly data: Answer }).data;
        for (const { message } of result?.items ?? []) scope.postMessage(message);
      });
    }
  },
});

/** Loads a script as CommonJS, as such an editor does. */
async function load(address: string): Promise<{ activate(context: object): Promise<void> }> {
  const code = await (await fetch(address)).text();
  const module = { exports: {} };
  const run = new Function("module", "exports", "require", code) as Handler;
  run(module, module.exports, (name: string) => {
    if (name === "vscode") return vscode;
    throw new Error(`an editor in a browser has no module ${name}`);
  });
  return module.exports as Awaited<ReturnType<typeof load>>;
}

const extensionUri = new Uri(new URL("extension", scope.location.href).href);
try {
  const { activate } = await load(`${extensionUri.toString()}/dist/web.js`);
  await activate({ extensionUri, subscriptions: [] });
  scope.postMessage("active");
} catch (error) {
  scope.postMessage(String(error instanceof Error ? error.stack : error));
}
