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
    const lowered: number[] = [];
    for (const value of values) {
      if (typeof value === "string") lowered.push(...this.#written(value));
      else lowered.push(Number(value));
    }
    const [pointer, size] = exported(...lowered);
    const text = decoder.decode(this.#bytes(pointer >>> 0, size));
    this.#exports.__wbindgen_free(pointer, size, 1);
    return text;
  }

  /** The bytes that its memory has. */
  get memory(): number {
    return this.#exports.memory.buffer.byteLength;
  }

  /** Writes text into the memory. ASCII, which most of it is, needs no second copy. */
  #written(text: string): [pointer: number, size: number] {
    const pointer = this.#reserve(text.length);
    if (encoder.encodeInto(text, this.#bytes(pointer, text.length)).read === text.length) return [pointer, text.length];
    this.#exports.__wbindgen_free(pointer, text.length, 1);
    const bytes = encoder.encode(text);
    const wider = this.#reserve(bytes.length);
    this.#bytes(wider, bytes.length).set(bytes);
    return [wider, bytes.length];
  }

  #reserve(size: number): number {
    return this.#exports.__wbindgen_malloc(size, 1) >>> 0;
  }

  #bytes(pointer: number, size: number): Uint8Array {
    return new Uint8Array(this.#exports.memory.buffer, pointer, size);
  }

  /** Two functions are asked for: one throws, the other prepares a table for objects, of which none ever crosses. */
  #imports(module: WebAssembly.Module): WebAssembly.Imports {
    const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {};
    for (const { module: from, name } of WebAssembly.Module.imports(module)) {
      const raise = (pointer: number, size: number): never => {
        throw new Error(decoder.decode(this.#bytes(pointer >>> 0, size)));
      };
      (imports[from] ??= {})[name] = name.includes("throw") ? raise : () => undefined;
    }
    return imports;
  }
}
