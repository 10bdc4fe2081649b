// The lists of agreements, the receipt, and the way to revoke.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { launch, visit } from "./browser.mjs";
import { KARI, OLA, startSandbox } from "./sandbox.mjs";

let sandbox;
let browser;

before(async () => {
  sandbox = await startSandbox();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  sandbox?.stop();
});

beforeEach(() => sandbox.reset());

test("a pending request is given from the list, with a receipt", async () => {
  const id = await sandbox.ask({ portalViewMode: "Show" });
  await visit(browser, {}, async (page) => {
    await page.goto(list("active"));
    await page.getByRole("link", { name: /Smartbank AS.*Se\/gi samtykke/ }).click();
    await page.getByRole("link", { name: "Tilbake" }).click();
    await page.getByRole("link", { name: /Se\/gi samtykke/ }).click();
    await page.getByRole("button", { name: "Ja, jeg gir samtykke" }).click();
    const title = page.getByRole("heading", { name: "Samtykket er registrert" });
    assert.ok(await title.evaluate((element) => element === document.activeElement), "the receipt is read out");
    await page.getByRole("link", { name: "Tilbake til oversikten" }).click();
    assert.ok(await page.getByText("Nylig samtykket").isVisible());
    assert.equal(await page.getByText("Ventende avtaler").count(), 0);
  });
  assert.deepEqual((await sandbox.consent(id)).events, ["Created", "Accepted"]);
});

test("a pending request is rejected from the list, without a receipt", async () => {
  await sandbox.ask({ portalViewMode: "Show" });
  await visit(browser, {}, async (page) => {
    await page.goto(list("active"));
    await page.getByRole("link", { name: /Se\/gi samtykke/ }).click();
    await page.getByRole("button", { name: "Nei, jeg gir ikke samtykke" }).click();
    assert.equal(page.url(), sandbox.page("active"));
    assert.equal(await page.getByRole("heading", { level: 1 }).textContent(), `Avtaler for ${KARI.name}`);
  });
});

test("a consent is revoked after a question", async () => {
  const id = await sandbox.decide(await sandbox.ask(), "approve");
  await visit(browser, {}, async (page) => {
    await page.goto(list("active"));
    await page.getByRole("link", { name: /Se\/trekk samtykke/ }).click();
    assert.ok(await page.getByText("Samtykket er aktivt").isVisible());
    const confirm = page.getByRole("button", { name: "Ja, trekk samtykke" });
    assert.equal(await confirm.isVisible(), false);
    await page.getByText("Trekk samtykke", { exact: true }).click();
    await page.getByRole("link", { name: "Avbryt" }).click();
    assert.equal(await confirm.isVisible(), false);
    await page.getByText("Trekk samtykke", { exact: true }).click();
    await confirm.click();
    assert.ok(await page.getByText("Samtykket er ikke aktivt").isVisible());
    assert.equal(await page.getByText("Trekk samtykke").count(), 0);
    await page.getByRole("link", { name: "Tilbake til oversikten" }).click();
    assert.ok(await page.getByText("Du har ingen aktive avtaler.").isVisible());
  });
  assert.deepEqual((await sandbox.consent(id)).events, ["Created", "Accepted", "Revoked"]);
});

test("the log is searched by name and leads to the consent", async () => {
  const smartbank = await sandbox.decide(await sandbox.ask(), "approve", "revoke");
  await sandbox.decide(await sandbox.ask({ caller: "937884117" }), "approve");
  await visit(browser, {}, async (page) => {
    await page.goto(list("log"));
    assert.deepEqual(await sentences(page), [
      "Kari Fjell ga samtykke til Skog Forsikring AS.",
      "Samtykket til Smartbank AS ble trukket.",
      "Kari Fjell ga samtykke til Smartbank AS.",
    ]);
    await page.getByRole("searchbox", { name: "Søk etter navn i loggen" }).fill("SKOG");
    await page.keyboard.press("Enter");
    await page.waitForURL(/q=SKOG/);
    assert.deepEqual(await sentences(page), ["Kari Fjell ga samtykke til Skog Forsikring AS."]);
    await page.getByRole("link", { name: "Norsk (nynorsk)" }).click();
    assert.deepEqual(await sentences(page), ["Kari Fjell gav samtykke til Skog Forsikring AS."]);
    await page.goto(list("log"));
    await page.getByTestId(`${smartbank}-Revoked`).click();
    assert.ok(await page.getByText("Samtykket er ikkje aktivt").isVisible());
  });
});

test("another test person sees only what is theirs", async () => {
  const id = await sandbox.ask({ portalViewMode: "Show" });
  await visit(browser, {}, async (page) => {
    await page.goto(sandbox.page(`request?id=${id}`));
    await choose(page, OLA);
    assert.ok(await page.getByText("Du har ikke rett til å gi dette samtykket.").isVisible());
    await page.goto(list("active"));
    assert.ok(await page.getByText("Du har ikke tilgang til å se disse avtalene.").isVisible());
    await page.goto(sandbox.page(`request?id=${id}`));
    await choose(page, KARI);
    assert.ok(await page.getByRole("button", { name: "Ja, jeg gir samtykke" }).isVisible());
  });
});

const list = (page) => sandbox.page(`${page}?party=${KARI.uuid}`);

function sentences(page) {
  return page.locator(".log li p:nth-of-type(2)").allTextContents();
}

async function choose(page, person) {
  await page.getByText("Testperson:").click();
  await page.getByLabel("Testperson", { exact: true }).selectOption({ label: person.name });
  await page.getByRole("button", { name: "Bytt testperson" }).click();
}
