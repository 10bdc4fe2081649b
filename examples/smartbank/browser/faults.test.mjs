// When something does not answer, or refuses.

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";

import { look } from "./chromium.mjs";
import { KARI, Stage } from "./stage.mjs";

const ALTINN = "/accessmanagement/api/v1/enterprise/*";

let stage;

before(async () => {
  stage = await Stage.start();
});

after(() => stage?.stop());

afterEach(() => stage.sandbox.clearFaults());

test("a request that Altinn does not take is tried again when the customer asks for it", () =>
  stage.customer(KARI, async (page) => {
    await stage.sandbox.fault(ALTINN, { kind: "status", status: 503 }, 50);
    await stage.fill(page);
    await page.getByRole("button", { name: "Gå videre til Altinn" }).click();
    await page.locator("[data-verdict=preparing]").waitFor({ timeout: 30_000 });
    await page.getByText("Altinn svarer ikke akkurat nå.").waitFor();
    await look(page, "preparing");
    await stage.sandbox.clearFaults();
    await page.getByRole("button", { name: "Prøv igjen" }).click();
    await stage.verdict(page, "waiting");
    await page.getByRole("link", { name: "Svar i Altinn" }).click();
    await stage.approve(page);
  }));

test("what Altinn refuses is said at the form, which keeps what was written", () =>
  stage.customer(KARI, async (page) => {
    await stage.sandbox.fault(ALTINN, { kind: "status", status: 403 }, 50);
    await stage.fill(page);
    await page.getByRole("button", { name: "Gå videre til Altinn" }).click();
    const failure = page.getByRole("alert");
    await failure.waitFor();
    assert.match(await failure.textContent(), /Forespørselen ble avvist.*Altinn svarte 403/);
    await look(page, "apply-refused");
    assert.equal(await page.getByLabel("Inntektsår").inputValue(), "2024");
    await stage.sandbox.clearFaults();
    await page.getByRole("button", { name: "Gå videre til Altinn" }).click();
    await page.getByRole("button", { name: "Ja, jeg gir samtykke" }).waitFor();
  }));

test("an application is still shown while Altinn is away", () =>
  stage.customer(KARI, async (page) => {
    await stage.apply(page);
    await stage.approve(page);
    await stage.sandbox.fault(ALTINN, { kind: "status", status: 503 }, 50);
    await page.getByRole("button", { name: "Se etter på nytt" }).click();
    await page.getByText("Vi får ikke tak i Altinn akkurat nå.").waitFor({ timeout: 30_000 });
    await stage.verdict(page, "granted");
    await look(page, "altinn-away");
  }));

test("data that its owner does not give is no end of the consent", () =>
  stage.customer(KARI, async (page) => {
    await stage.sandbox.fault("/service-owner/api/*", { kind: "status", status: 403 }, 50);
    await stage.apply(page);
    await stage.approve(page);
    await page.getByText("Vi fikk ikke hentet opplysningene").waitFor();
    await look(page, "data-refused");
  }));

test("without a registry there is no form, and a way to ask again", async () => {
  const fresh = await Stage.start();
  try {
    await fresh.customer(KARI, async (page) => {
      await fresh.sandbox.fault("/resourceregistry/*", { kind: "status", status: 503 }, 50);
      await page.goto(fresh.url("/apply/loan"));
      await page.getByRole("alert").waitFor({ timeout: 30_000 });
      await look(page, "apply-no-registry");
      await fresh.sandbox.clearFaults();
      await page.getByRole("button", { name: "Prøv igjen" }).click();
      await page.getByLabel("Hvor mye vil du låne?").waitFor();
    });
  } finally {
    await fresh.stop();
  }
});

test("a bank that does not answer is said so, and found again", () =>
  stage.customer(KARI, async (page) => {
    await page.route("**/api/applications", (route) => route.fulfill({ status: 502, body: "Bad gateway" }));
    await page.goto(stage.url("/applications"));
    const failure = page.getByRole("alert");
    await failure.waitFor();
    assert.match(await failure.textContent(), /Vi får ikke kontakt akkurat nå/);
    await look(page, "bank-away");
    await page.unroute("**/api/applications");
    await page.getByRole("button", { name: "Prøv igjen" }).click();
    await page.getByText("Her ser du hva du har søkt om").waitFor();
  }));

test("who is logged out meanwhile is led to the login and back", () =>
  stage.customer(KARI, async (page) => {
    const id = await stage.apply(page);
    await page.goBack();
    await stage.verdict(page, "waiting");
    await page.context().clearCookies({ name: "session" });
    await page.getByRole("button", { name: "Se etter på nytt" }).click();
    await page.getByText("Innloggingen din er ute.").waitFor();
    await page.getByRole("button", { name: `Logg inn som ${KARI}` }).click();
    await stage.verdict(page, "waiting");
    assert.equal(page.url(), stage.url(`/applications/${id}`));
  }));
