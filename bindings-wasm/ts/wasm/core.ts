import { ConsentError, type ErrorBody } from "../error.js";
import { Instance } from "./instance.js";

/**
 * Where the wasm file comes from when it is not where the package looks: its URL, its bytes, a fetched `Response` or a
 * compiled `WebAssembly.Module`, or a promise of one of them.
 *
 * @example
 * ```ts
 * import wasm from "samtykke/browser.wasm?url"; // Vite
 * await init(wasm);
 * ```
 * @see https://developer.mozilla.org/docs/WebAssembly
 */
export type WasmSource = string | URL | ArrayBuffer | Uint8Array | object;

/** The wasm module of one entry: loads it, calls it, and replaces an instance that broke off. */
export class Core {
  readonly #entry: string;
  #compile: (() => WebAssembly.Module) | undefined;
  #locate: (() => WasmSource) | undefined;
  #module: WebAssembly.Module | undefined;
  #loading: Promise<void> | undefined;
  #instance: Instance | undefined;

  constructor(entry: string) {
    this.#entry = entry;
  }

  /**
   * For hosts where it can be had at once.
   *
   * @internal
   */
  compileWith(compile: () => WebAssembly.Module): void {
    this.#compile = compile;
  }

  /** For hosts where it has to be fetched. */
  fetchFrom(locate: () => WasmSource): void {
    this.#locate = locate;
  }

  async init(source?: WasmSource | Promise<WasmSource>): Promise<void> {
    if (this.#module !== undefined || (source === undefined && this.#compile !== undefined)) return;
    this.#loading ??= this.#load(source);
    try {
      await this.#loading;
    } finally {
      this.#loading = undefined;
    }
  }

  /** A function that gives JSON. */
  json<T>(name: string, ...values: (string | number | boolean)[]): T {
    return (JSON.parse(this.text(name, ...values)) as T | null) ?? (undefined as T);
  }

  /** A function that gives text. */
  text(name: string, ...values: (string | number | boolean)[]): string {
    const result = this.#call(name, values);
    if (result.startsWith("!")) throw ConsentError.of(JSON.parse(result.slice(1)) as ErrorBody);
    return result;
  }

  /** The bytes that the module's memory has; for tests. */
  get memory(): number {
    return this.#ready().memory;
  }

  #call(name: string, values: (string | number | boolean)[]): string {
    const instance = this.#ready();
    try {
      return instance.call(name, values);
    } catch (cause) {
      this.#instance = undefined;
      throw ConsentError.of({ code: "BUG", message: bug(name, instance), retryable: false, class: "fix" }, cause);
    }
  }

  #ready(): Instance {
    if (this.#instance !== undefined) return this.#instance;
    this.#module ??= this.#compile?.();
    if (this.#module === undefined) {
      const message = `${this.#entry} is not loaded yet: await its init() first`;
      throw ConsentError.of({ code: "NOT_LOADED", message, retryable: false, class: "fix" });
    }
    this.#instance = new Instance(this.#module);
    return this.#instance;
  }

  async #load(given?: WasmSource | Promise<WasmSource>): Promise<void> {
    try {
      this.#module = await compiled(await (given ?? this.#locate?.() ?? missing()));
    } catch (cause) {
      const message = `${this.#entry} could not load its wasm file: ${cause instanceof Error ? cause.message : String(cause)}`;
      throw ConsentError.of({ code: "NOT_LOADED", message, retryable: true, class: "retry" }, cause);
    }
  }
}

async function compiled(source: WasmSource): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return WebAssembly.compile(source as BufferSource);
  const response = source instanceof Response ? source : await fetch(source as string | URL);
  if (!response.ok) throw new Error(`${response.status} for ${response.url}`);
  const isWasm = response.headers.get("Content-Type")?.startsWith("application/wasm") ?? false;
  return isWasm ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

function missing(): never {
  throw new Error("nobody said where it is");
}

/** What broke off says where; its memory can still be read. */
function bug(name: string, instance: Instance): string {
  let place = "";
  try {
    place = instance.call("panicLocation", []);
  } catch {
    // Then there is nothing to add.
  }
  return `this is a bug in samtykke, please report it: ${name} broke off${place && ` at ${place}`}`;
}
