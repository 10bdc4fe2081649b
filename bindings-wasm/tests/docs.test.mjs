// What an editor shows of the package: every exported symbol has a text, an example and a link, and nothing is `any`.

import { test } from "node:test";
import { fileURLToPath } from "node:url";

import ts from "typescript";

import { same } from "./check.mjs";

const ENTRIES = ["index", "browser"].map((name) => fileURLToPath(new URL(`../dist/${name}.d.ts`, import.meta.url)));
const program = ts.createProgram(ENTRIES, { strict: true, module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16, target: ts.ScriptTarget.ES2022 });
const checker = program.getTypeChecker();

for (const entry of ENTRIES) {
  const name = entry.split("/").pop();
  const symbols = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(entry)));

  test(`${name}: every symbol is documented`, () => {
    same(symbols.flatMap(lacking), []);
    same(symbols.length > 20, true);
  });
}

test("nothing is any, and nothing but what fetch takes is null", () => {
  const files = program.getSourceFiles().filter(({ fileName }) => fileName.includes("/bindings-wasm/dist/"));
  const found = [];
  for (const file of files) {
    const visit = (node) => {
      const isWrong = [ts.SyntaxKind.AnyKeyword, ts.SyntaxKind.NullKeyword].includes(node.kind);
      const isOfFetch = node.kind === ts.SyntaxKind.NullKeyword && file.fileName.endsWith("/transport.d.ts");
      if (isWrong && !isOfFetch) found.push(`${file.fileName}: ${node.parent.getText()}`);
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  same(found, []);
  same(files.length > 10, true);
});

function lacking(exported) {
  const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
  if (symbol.flags & ts.SymbolFlags.ValueModule) return checker.getExportsOfModule(symbol).flatMap(lacking);
  const documented = inherited(symbol);
  const tags = documented.flatMap((one) => one.getJsDocTags(checker).map(({ name }) => name));
  const text = documented.some((one) => ts.displayPartsToString(one.getDocumentationComment(checker)).trim() !== "");
  const wants = { text, example: tags.includes("example"), see: tags.includes("see") };
  return Object.entries(wants).filter(([, has]) => !has).map(([what]) => `${exported.name}: no ${what}`);
}

/** The symbol, and the type behind it when it is another name for one. */
function inherited(symbol) {
  const aliases = (symbol.declarations ?? []).filter(ts.isTypeAliasDeclaration).map(({ type }) => type);
  const behind = aliases.filter(ts.isTypeReferenceNode).map(({ typeName }) => checker.getSymbolAtLocation(typeName));
  return [symbol, ...behind.filter((one) => one !== undefined)];
}
