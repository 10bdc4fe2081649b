type Argument = string | number | boolean;

type Exports = {
  readonly memory: WebAssembly.Memory;
  readonly __wbindgen_start: () => void;
  readonly __wbindgen_malloc: (size: number, align: number) => number;
  readonly __wbindgen_free: (pointer: number, size: number, align: number) => void;
} & Record<string, (...values: number[]) => [pointer: number, size: number]>;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * One instance of the wasm module, whose functions take text, numbers and booleans and give text.
 *
 * This is all of wasm-bindgen's calling convention that text needs, for the exact version that the module is built with.
 */
export class Instance {
  readonly #exports: Exports;

  constructor(module: WebAssembly.Module) {
    this.#exports = new WebAssembly.Instance(module, this.#imports(module)).exports as unknown as Exports;
    this.#exports.__wbindgen_start();
  }

  /** @throws whatever the engine throws when the module breaks off. */
  call(name: string, values: readonly Argument[]): string {
    const exported = this.#exports[name];
    if (exported === undefined) throw new TypeError(`the wasm file has no function ${name}: it is of another version`);
    const [pointer, size] = exported(...values.flatMap((value) => this.#lowered(value)));
    const text = decoder.decode(new Uint8Array(this.#exports.memory.buffer, pointer >>> 0, size));
    this.#exports.__wbindgen_free(pointer, size, 1);
    return text;
  }

  /** The bytes that its memory has. */
  get memory(): number {
    return this.#exports.memory.buffer.byteLength;
  }

  #lowered(value: Argument): number[] {
    if (typeof value !== "string") return [Number(value)];
    const bytes = encoder.encode(value);
    const pointer = this.#exports.__wbindgen_malloc(bytes.length, 1) >>> 0;
    new Uint8Array(this.#exports.memory.buffer, pointer, bytes.length).set(bytes);
    return [pointer, bytes.length];
  }

  /** Two functions are asked for: one throws, the other prepares a table for objects, of which none ever crosses. */
  #imports(module: WebAssembly.Module): WebAssembly.Imports {
    const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {};
    for (const { module: from, name } of WebAssembly.Module.imports(module)) {
      const raise = (pointer: number, size: number): never => {
        throw new Error(decoder.decode(new Uint8Array(this.#exports.memory.buffer, pointer >>> 0, size)));
      };
      (imports[from] ??= {})[name] = name.includes("throw") ? raise : () => undefined;
    }
    return imports;
  }
}
