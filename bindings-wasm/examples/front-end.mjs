import { init, NumberInput } from "samtykke/browser";

await init();
field.addEventListener("input", () => {
  ({ formatted: field.value, reason: hint.textContent = "" } = NumberInput.person(field.value));
});
