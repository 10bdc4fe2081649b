// A bank whose consents hold for seconds.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { look } from "./chromium.mjs";
import { KARI, Stage } from "./stage.mjs";

const SECONDS = 30;
const PATIENCE = { timeout: (SECONDS + 20) * 1_000 };

let stage;

before(async () => {
  stage = await Stage.start({ SMARTBANK_CONSENT_DAYS: String(SECONDS / 86_400) });
});

after(() => stage?.stop());

test("a request that nobody answers in time has expired", () =>
  stage.customer(KARI, async (page) => {
    await stage.apply(page);
    await page.goBack();
    await stage.verdict(page, "waiting");
    await page.locator("[data-verdict=expired]").waitFor(PATIENCE);
    await page.getByRole("heading", { name: "Fristen er ute" }).waitFor();
    assert.deepEqual((await stage.events(page)).at(-1), "Expired");
    assert.equal(await page.getByRole("link", { name: "Svar i Altinn" }).count(), 0);
    await look(page, "expired");
  }));

test("data is gone once the consent has expired", () =>
  stage.customer(KARI, async (page) => {
    const id = await stage.apply(page);
    await stage.approve(page);
    const figure = await page.locator("[data-resource] dd").first().textContent();
    await page.locator("[data-verdict=expired]").waitFor(PATIENCE);
    assert.ok(!(await page.content()).includes(figure));
    assert.ok(!JSON.stringify(await stage.json(page, `/api/applications/${id}`)).includes(figure.replace(/\s/g, "")));
  }));
