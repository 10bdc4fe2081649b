// What a project of its own sees of the package.

import assert from "node:assert/strict";

import { ConsentReturn } from "samtykke";
import { init, NumberInput } from "samtykke/browser";

assert.equal(ConsentReturn.parse("https://bank.example/return?Status=OK").verdict, "accepted");
await init();
assert.equal(NumberInput.person("218182 97804").state, "valid");
