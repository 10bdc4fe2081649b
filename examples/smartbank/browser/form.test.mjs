// The form: checked while it is typed, in three languages, with a keyboard.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { check, look, PHONE } from "./chromium.mjs";
import { APPLICATION, INCOME, KARI, OLA_NUMBER, Stage } from "./stage.mjs";

/** Nothing that the bank could know beforehand. */
const RESOURCE = {
  identifier: "bank-kundeforhold",
  resourceType: "Consent",
  title: { nb: "Kundeforhold" },
  description: { nb: "Kundeforhold" },
  rightDescription: { nb: "Kundeforhold" },
  hasCompetentAuthority: { organization: "991825827", orgcode: "ttd", name: { nb: "Testdepartement" } },
  consentTemplate: "default",
  consentText: { nb: "Kundeforholdet med nummer **{kundenummer}**" },
  consentMetadata: { kundenummer: { optional: true } },
  isOneTimeConsent: true,
};

let stage;

before(async () => {
  stage = await Stage.start();
  await stage.sandbox.control("resources", RESOURCE);
});

after(() => stage?.stop());

test("numbers are checked while they are typed", () =>
  stage.customer(KARI, async (page) => {
    await stage.fill(page, { rights: [], number: OLA_NUMBER.slice(0, 6) });
    const number = page.getByLabel("Fødselsnummer eller organisasjonsnummer");
    await page.getByText("6 sifre så langt.").waitFor();
    await number.pressSequentially(OLA_NUMBER.slice(6));
    assert.equal(await number.inputValue(), "010251 81049");
    await page.getByText("Gyldig fødselsnummer.").first().waitFor();
    assert.equal(await number.getAttribute("aria-invalid"), null);
    await number.press("Backspace");
    await number.press("8");
    await page.getByText("Nummeret er ikke gyldig.").first().waitFor();
    assert.equal(await number.getAttribute("aria-invalid"), "true");
    await number.fill("");
    await number.pressSequentially("313876144");
    assert.equal(await number.inputValue(), "313 876 144");
    const status = page.getByText("Gyldig organisasjonsnummer. Det tilhører en testperson eller testvirksomhet.");
    await status.first().waitFor();
  }));

test("the list and the fields come from the registry", () =>
  stage.customer(KARI, async (page) => {
    await page.goto(stage.url("/apply/loan"));
    await page.getByRole("combobox", { name: "Opplysning" }).selectOption({ label: "Kundeforhold" });
    const field = page.getByLabel("Kundenummer (valgfritt)");
    await field.fill("K-7");
    await page.getByText("Kundeforholdet med nummer K-7").waitFor();
    await page.getByText("Gjelder én gang").waitFor();
    await page.getByText("Altinn krever det likevel").waitFor();
    await field.fill("");
    await page.getByText("Fyll ut «Kundenummer».").waitFor();
  }));

test("rights are added and removed, and only those that go together can be chosen", () =>
  stage.customer(KARI, async (page) => {
    await stage.fill(page, { rights: [INCOME, APPLICATION] });
    const second = page.getByRole("group", { name: "Opplysning 2" });
    const disabled = await second.locator("option:disabled").allTextContents();
    assert.ok(disabled.includes("Lånesøknad") && !disabled.includes("Navnescore"), disabled.join());
    await page.getByRole("button", { name: "Fjern opplysning 1" }).click();
    await page.getByText("Opplysning 1 er fjernet.").first().waitFor({ state: "attached" });
    const only = page.getByRole("combobox", { name: "Opplysning" });
    assert.equal(await only.locator("option:checked").textContent(), APPLICATION.title);
    assert.equal(await page.getByRole("button", { name: /^Fjern/ }).count(), 0);
  }));

test("everything that is missing is listed, and the list leads to the fields", () =>
  stage.customer(KARI, async (page) => {
    await stage.fill(page, { amount: "0", rights: [{ ...INCOME, metadata: {} }] });
    await page.getByRole("button", { name: "Gå videre til Altinn" }).click();
    const summary = page.locator(".summary");
    assert.ok(await summary.evaluate((element) => element === document.activeElement), "the list is read out");
    assert.deepEqual(await summary.getByRole("link").allTextContents(), [
      "Skriv et beløp i hele kroner, fra 1 til 100 000 000.",
      "Fyll ut «Inntektsår».",
    ]);
    await check(page);
    await summary.getByRole("link", { name: "Inntektsår" }).click();
    assert.ok(await page.getByLabel("Inntektsår").evaluate((element) => element === document.activeElement));
    await page.keyboard.type("2024");
    await page.getByLabel("Hvor mye vil du låne?").fill("1 000");
    assert.equal(await summary.getByRole("link").count(), 0);
    assert.equal((await stage.json(page, "/api/applications")).body.applications.length, 0);
  }));

test("a keyboard is enough for a whole application", () =>
  stage.customer(KARI, async (page) => {
    await page.goto(stage.url("/apply/insurance"));
    await page.getByRole("heading", { name: "Hva kan vi hente?" }).waitFor();
    await page.keyboard.press("Tab");
    assert.equal(await focused(page), "Hopp til innholdet");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.type(APPLICATION.title);
    await tabTo(page, "Gå videre til Altinn");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Ja, jeg gir samtykke" }).waitFor();
  }));

test("every page that is reached by a link has the focus on its heading", () =>
  stage.customer(KARI, async (page) => {
    for (const link of ["Bedrift", "Forsikring", "Kredittkort", "Lån", "Privat"]) {
      await page.getByRole("navigation", { name: "Hovedmeny" }).getByRole("link", { name: link }).click();
      const heading = page.getByRole("heading", { level: 1 });
      assert.ok(await heading.evaluate((element) => element === document.activeElement), link);
      assert.equal(await page.title(), `${link} – SmartBank`);
    }
  }));

for (const [name, code, title, button] of [
  ["Nynorsk", "nn", "Søk om lån", "Gå vidare til Altinn"],
  ["English", "en", "Apply: loan", "Continue to Altinn"],
]) {
  test(`the whole form speaks ${name}, and the next page still does`, () =>
    stage.customer(KARI, async (page) => {
      await page.goto(stage.url("/apply/loan"));
      await page.getByRole("button", { name }).click();
      // The heading is the same in two languages, so it does not tell that the language has changed.
      await page.getByRole("button", { name: button }).waitFor();
      assert.equal(await page.locator("html").getAttribute("lang"), code);
      await page.getByRole("heading", { level: 1, name: title }).waitFor();
      await look(page, `apply-${code}`);
      await page.reload();
      await page.getByRole("button", { name: button }).waitFor();
      assert.equal(await page.evaluate(() => localStorage.length), 1);
    }));
}

test("a browser that wants English gets it", () =>
  stage.visit(
    async (page) => {
      await page.goto(stage.url("/"));
      await page.getByRole("heading", { level: 1, name: "The bank that asks first" }).waitFor();
      assert.equal(await page.locator("html").getAttribute("lang"), "en");
    },
    { locale: "en-GB" },
  ));

test("on a phone the menu opens, closes when a page is chosen, and buttons are easy to hit", () =>
  stage.customer(
    KARI,
    async (page) => {
      await page.goto(stage.url("/"));
      const menu = page.getByRole("button", { name: "Meny" });
      assert.equal(await page.getByRole("navigation", { name: "Hovedmeny" }).isVisible(), false);
      await menu.tap();
      await page.getByRole("link", { name: "Kredittkort" }).first().tap();
      await page.getByRole("heading", { level: 1, name: "Et kort som passer økonomien din" }).waitFor();
      assert.equal(await menu.getAttribute("aria-expanded"), "false");
      await page.getByRole("link", { name: "Søk nå" }).tap();
      const submit = page.getByRole("button", { name: "Gå videre til Altinn" });
      const { width, height } = await submit.boundingBox();
      assert.ok(height >= 44 && width > 300, `${width} × ${height}`);
    },
    PHONE,
  ));

function focused(page) {
  return page.evaluate(() => document.activeElement.textContent.trim());
}

async function tabTo(page, name) {
  for (let stops = 0; (await focused(page)) !== name; stops += 1) {
    assert.ok(stops < 20, `${name} is not reached`);
    await page.keyboard.press("Tab");
  }
}
