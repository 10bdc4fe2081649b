// Loading, defects and memory.

import { readFileSync } from "node:fs";
import { test } from "node:test";

import binaryen from "binaryen";
import { AccessToken, ConsentFlow, ConsentReturn, memoryTokenStore } from "samtykke";

import { fails, holds, same } from "./check.mjs";
import { Core, core as full } from "../dist/entry/internals.js";

const DEFECTIVE = `(module
  (memory (export "memory") 1)
  (data (i32.const 0) "state.rs:7fine")
  (global $calls (mut i32) (i32.const 0))
  (func (export "__wbindgen_start"))
  (func (export "__wbindgen_malloc") (param i32 i32) (result i32) (i32.const 64))
  (func (export "__wbindgen_free") (param i32 i32 i32))
  (func (export "panicLocation") (result i32 i32) (tuple.make 2 (i32.const 0) (i32.const 10)))
  (func (export "breakOff") (result i32 i32) (global.set $calls (i32.const 1)) (unreachable))
  (func (export "goOn") (result i32 i32)
    (if (global.get $calls) (then (unreachable)))
    (tuple.make 2 (i32.const 10) (i32.const 4))))`;

const CONFIG = { environment: { type: "tt02" }, client: { clientId: "c", key: { type: "kid", kid: "k" } } };
const REQUEST = {
  fromParty: { type: "person", number: "21818297804" },
  toParty: "991825827",
  validTo: "2030-01-01T00:00:00Z",
  rights: [{ resource: "r" }],
  redirectUrl: "https://bank.example/return",
};

test("a defect asks for a report and leaves no broken instance", async () => {
  const core = new Core("test");
  core.compileWith(() => defective());
  const error = await fails(() => core.text("breakOff"), { name: "ConsentError", code: "BUG", retryable: false });
  same(error.message, "this is a bug in samtykke, please report it: breakOff broke off at state.rs:7");
  holds(error.cause instanceof WebAssembly.RuntimeError, "the cause is what the engine threw");
  same(core.text("goOn"), "fine");
});

test("before it is loaded a call says so in one sentence", async () => {
  const core = new Core("samtykke/browser");
  const message = "samtykke/browser is not loaded yet: await its init() first";
  await fails(() => core.text("goOn"), { name: "ConsentError", code: "NOT_LOADED", message });
  await fails(core.init(), { code: "NOT_LOADED" });
  await fails(core.init("data:text/html,no"), { code: "NOT_LOADED", retryable: true });
  await Promise.all([core.init(defective()), core.init()]);
  same(core.text("goOn"), "fine");
  await core.init();
});

test("every source is taken", async () => {
  const bytes = binary();
  const served = () => new Response(bytes, { headers: { "Content-Type": "application/wasm" } });
  const sources = [bytes, bytes.buffer, defective(), served(), Promise.resolve(served()), new Response(bytes), `data:application/wasm;base64,${Buffer.from(bytes).toString("base64")}`];
  for (const source of sources) {
    const core = new Core("test");
    await core.init(source);
    same(core.text("goOn"), "fine");
  }
  await fails(new Core("test").init(new Response("", { status: 404 })), { code: "NOT_LOADED", message: /404/ });
});

test("what other languages go on with is what is stored here", () => {
  const text = readFileSync(new URL("stored-flow.json", import.meta.url), "utf8").trim();
  const stored = JSON.parse(text);
  const { id, seed } = stored;
  same(ConsentFlow.fromJson(text).toJson(), text);
  const begun = ConsentFlow.start(stored.config, stored.request).toJson();
  same(JSON.stringify({ ...JSON.parse(begun), id, seed }), text);
});

test("a million steps leave memory as it was", () => {
  const begun = ConsentFlow.start(CONFIG, REQUEST);
  const waiting = { ...JSON.parse(begun.toJson()), state: { type: "awaitingUser", viewUri: "https://altinn.no/" } };
  const flow = ConsentFlow.fromJson(JSON.stringify(waiting));
  same(flow.step().type, "visit");
  const steps = (count) => {
    for (let at = 0; at < count; at += 1) flow.step(1_795_000_000_000 + at);
  };
  steps(1_000);
  const wasm = full.memory;
  steps(1_000_000);
  same(full.memory, wasm, "bytes of wasm memory");
  for (let at = 0; at < 100_000; at += 1) {
    try {
      flow.advance({ type: "failed", reason: "out of turn" });
    } catch {
      // Errors must not leak either.
    }
  }
  same(full.memory, wasm, "bytes of wasm memory after errors");
});

test("an input of a megabyte is given back", () => {
  for (const letter of ["x", "ø"]) {
    const long = `https://x.no/?a=${letter.repeat(1_000_000)}&Status=OK`;
    same(ConsentReturn.parse(long).verdict, "accepted");
    const wasm = full.memory;
    for (let at = 0; at < 50; at += 1) ConsentReturn.parse(long);
    same(full.memory, wasm, "bytes of wasm memory");
  }
});

test("a store of tokens drops those that have expired", () => {
  let now = 0;
  const store = memoryTokenStore(() => now);
  const token = AccessToken.of({ value: "t", expiresAt: "1970-01-01T00:02:00Z" });
  store.put("first", token);
  now = 120_000;
  for (let at = 0; at < 100; at += 1) store.put(`${at}`, AccessToken.of({ value: "t", expiresAt: "1970-01-01T01:00:00Z" }));
  same(store.find("first"), undefined);
  same(store.find("0")?.value, "t");
  store.refuse("0", AccessToken.fingerprint(token));
  same(store.find("0"), undefined);
});

function binary() {
  const module = binaryen.parseText(DEFECTIVE);
  module.setFeatures(binaryen.Features.Multivalue | binaryen.Features.MutableGlobals);
  return new Uint8Array(module.emitBinary());
}

function defective() {
  return new WebAssembly.Module(binary());
}
