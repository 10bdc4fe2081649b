// From the shop to the data, and every other way that an application can end.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { APPLICATION, COMPANY, INCOME, KARI, OLA_NUMBER, Stage } from "./stage.mjs";

let stage;

before(async () => {
  stage = await Stage.start();
});

after(() => stage?.stop());

test("a visitor goes from the shop through the login and Altinn to the data", () =>
  stage.visit(async (page) => {
    await page.goto(stage.url("/"));
    await page.getByRole("navigation", { name: "Hovedmeny" }).getByRole("link", { name: "Lån" }).click();
    await page.getByRole("link", { name: "Søk nå" }).click();
    await page.getByRole("button", { name: `Logg inn som ${KARI}` }).click();
    await page.getByRole("heading", { level: 1, name: "Søk om lån" }).waitFor();
    await page.getByLabel("Hvor mye vil du låne?").fill("250 000");
    await page.getByRole("combobox", { name: "Opplysning" }).selectOption({ label: INCOME.title });
    await page.getByLabel("Inntektsår").fill("2024");
    await page.getByText("Inntekten din for 2024").waitFor();
    await page.getByRole("button", { name: "Gå videre til Altinn" }).click();
    await page.getByText("Inntekten din for 2024").waitFor();
    await stage.approve(page);
    const income = page.locator("[data-resource=standard-samtykke-for-dele-data]");
    assert.match(await income.locator("dt").textContent(), /Inntektsår 2024/);
    assert.match(await income.locator("dd").first().textContent(), /^\d{1,3}(\s\d{3})*$/);
    assert.deepEqual(await stage.events(page), ["Applied", "Created", "Accepted", "Returned", "DataFetched"]);
    await page.getByText("250 000 kr").waitFor();
    await page.getByRole("link", { name: "Mine søknader" }).first().click();
    await page.getByRole("link", { name: /^Lån, søkt/ }).waitFor();
    await page.getByText("Samtykket", { exact: true }).waitFor();
  }));

test("a no is taken for an answer", () =>
  stage.customer(KARI, async (page) => {
    await stage.apply(page);
    await stage.reject(page);
    assert.deepEqual(await stage.events(page), ["Applied", "Created", "Rejected", "Returned"]);
    assert.equal(await page.getByText("Det vi har hentet").count(), 0);
    await page.getByRole("link", { name: "Søk på nytt" }).click();
    await page.getByRole("heading", { level: 1, name: "Søk om lån" }).waitFor();
  }));

test("data is gone once the consent is withdrawn", () =>
  stage.customer(KARI, async (page) => {
    const id = await stage.apply(page);
    await stage.approve(page);
    const figure = await page.locator("[data-resource] dd").first().textContent();
    await stage.sandbox.decide((await stage.consent(page, id)).id, "revoke");
    await page.getByRole("button", { name: "Se etter på nytt" }).click();
    await stage.verdict(page, "revoked");
    assert.ok(!(await page.content()).includes(figure));
    assert.ok(!JSON.stringify(await stage.json(page, `/api/applications/${id}`)).includes(figure.replace(/\s/g, "")));
    assert.deepEqual((await stage.events(page)).slice(-2), ["Revoked", "DataDeleted"]);
  }));

test("an organization consents through whoever represents it", () =>
  stage.customer(COMPANY, async (page) => {
    const id = await stage.apply(page, { path: "/apply/business-loan" });
    await stage.approve(page);
    await page.getByText(`Bedriften din (${COMPANY})`).waitFor();
    assert.match((await stage.consent(page, id)).from, /^urn:altinn:organization:identifier-no:910493353$/);
    await page.getByText("Bevis for samtykket").click();
    await page.getByText("ttd:inntekt").waitFor();
  }));

test("two rights are asked for at once, each with its data", () =>
  stage.customer(KARI, async (page) => {
    const id = await stage.apply(page, { rights: [INCOME, APPLICATION], message: "Vi trenger tallene dine." });
    await page.getByText("Vi trenger tallene dine.").waitFor();
    await stage.approve(page);
    assert.deepEqual(await page.locator("[data-resource] h3").allTextContents(), [INCOME.title, APPLICATION.title]);
    assert.equal(await page.locator("[data-resource] .figure").count(), 2);
    assert.equal((await stage.consent(page, id)).consentRights.length, 2);
  }));

test("somebody else is asked by number, and the customer waits for the answer", () =>
  stage.customer(KARI, async (page) => {
    await stage.fill(page, { number: OLA_NUMBER });
    await page.getByText("Gyldig fødselsnummer.").first().waitFor();
    await page.getByRole("button", { name: "Send forespørselen" }).click();
    await stage.verdict(page, "waiting");
    const id = await stage.newest(page);
    assert.ok(!(await page.content()).includes(OLA_NUMBER));
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Kopier lenken" }).click();
    await page.getByRole("button", { name: "Lenken er kopiert." }).waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(link, await page.getByRole("link", { name: "Åpne i Altinn" }).getAttribute("href"));
    await stage.sandbox.decide((await stage.consent(page, id)).id, "approve");
    await stage.verdict(page, "granted");
    await page.getByText("En annen person").waitFor();
  }));

test("the consent holds for as long as was chosen", () =>
  stage.customer(KARI, async (page) => {
    await stage.fill(page);
    await page.getByLabel("Samtykket gjelder i").selectOption({ label: "1 måned" });
    await page.getByRole("button", { name: "Gå videre til Altinn" }).click();
    await page.getByRole("button", { name: "Ja, jeg gir samtykke" }).waitFor();
    const { validTo } = await stage.consent(page, await stage.newest(page));
    const days = (Date.parse(validTo) - Date.now()) / 86_400_000;
    assert.ok(days > 29.9 && days < 30, `${days} days`);
  }));
