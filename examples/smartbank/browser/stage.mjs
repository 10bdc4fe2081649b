// The sandbox, the bank and Chromium, and what a customer does with them.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { BankProcess } from "../dist/local/bank.js";
import { Sandbox } from "../dist/local/sandbox.js";
import { launch, visit } from "./chromium.mjs";

export const KARI = "Kari Fjell";
export const OLA = "Ola Strand";
export const COMPANY = "Bakke og Nes AS";
/** The number of Ola Strand. */
export const OLA_NUMBER = "01025181049";

export const INCOME = { title: "Dele inntektsopplysninger", metadata: { Inntektsår: "2024" } };
export const APPLICATION = { title: "Elektronisk søknad", metadata: {} };

/** Without motion, so that nothing is looked at half-way between two colours. */
const NORWEGIAN = { locale: "nb-NO", reducedMotion: "reduce" };

/** Everything that a test needs, running; `stop` ends it. */
export class Stage {
  #folder = mkdtempSync(join(tmpdir(), "smartbank-browser-"));

  /** @param settings of the bank, besides those that lead it to the sandbox. */
  static async start(settings = {}) {
    const stage = new Stage();
    try {
      stage.sandbox = await Sandbox.start();
      const store = `sqlite:${join(stage.#folder, "smartbank.db")}`;
      const client = await stage.sandbox.registerBank();
      stage.bank = await BankProcess.start({ SMARTBANK_STORE: store, ...client, ...settings });
      stage.browser = await launch();
    } catch (error) {
      await stage.stop();
      throw error;
    }
    return stage;
  }

  async stop() {
    await this.browser?.close();
    await this.bank?.stop();
    await this.sandbox?.stop();
    rmSync(this.#folder, { recursive: true });
  }

  url(path) {
    return this.bank.address + path;
  }

  /** A visitor in a fresh browser profile; what the browser complains of is a failure. */
  visit(use, options = {}) {
    return visit(this.browser, { ...NORWEGIAN, ...options }, use);
  }

  /** The same, logged in as `customer`. */
  customer(customer, use, options) {
    return this.visit(async (page) => {
      await this.logIn(page, customer);
      return use(page);
    }, options);
  }

  async logIn(page, customer) {
    await page.goto(this.url("/login"));
    await page.getByRole("button", { name: `Logg inn som ${customer}` }).click();
    await page.getByRole("heading", { level: 1, name: "Mine søknader" }).waitFor();
  }

  /** Fills in the form at `path` and leaves it unsent. */
  async fill(page, { path = "/apply/loan", amount = "250000", rights = [INCOME], number, message } = {}) {
    await page.goto(this.url(path));
    await page.getByRole("heading", { name: "Hva kan vi hente?" }).waitFor();
    if (amount) await page.getByLabel(/^(Hvor mye|Ønsket kredittgrense)/).fill(amount);
    if (number) {
      await page.getByLabel("En annen person eller virksomhet").check();
      await page.getByLabel("Fødselsnummer eller organisasjonsnummer").pressSequentially(number);
    }
    for (const [at, right] of rights.entries()) {
      if (at > 0) await page.getByRole("button", { name: "Legg til en opplysning" }).click();
      const group = page.getByRole("group", { name: `Opplysning ${at + 1}` });
      await group.getByRole("combobox", { name: "Opplysning" }).selectOption({ label: right.title });
      for (const [label, value] of Object.entries(right.metadata)) await group.getByLabel(label).fill(value);
    }
    if (message) await page.getByLabel(/^Melding til den som/).fill(message);
  }

  /** Applies, and waits for Altinn's page; answers the application's id. */
  async apply(page, wanted) {
    await this.fill(page, wanted);
    await page.getByRole("button", { name: "Gå videre til Altinn" }).click();
    await page.getByRole("button", { name: "Ja, jeg gir samtykke" }).waitFor();
    return this.newest(page);
  }

  async approve(page) {
    await page.getByRole("button", { name: "Ja, jeg gir samtykke" }).click();
    await this.verdict(page, "granted");
  }

  async reject(page) {
    await page.getByRole("button", { name: "Nei, jeg gir ikke samtykke" }).click();
    await this.verdict(page, "rejected");
  }

  /** Waits until the application's page says so. */
  verdict(page, verdict) {
    return page.locator(`[data-verdict=${verdict}]`).waitFor();
  }

  /** The words of the timeline's events, the oldest first. */
  async events(page) {
    return page.locator("[data-event]").evaluateAll((items) => items.map((item) => item.dataset.event));
  }

  /** What the back end tells whoever is logged in on this page. */
  async json(page, path) {
    const response = await page.context().request.get(this.url(path));
    return { status: response.status(), body: await response.json() };
  }

  /** The id of the newest application of whoever is logged in. */
  async newest(page) {
    const { body } = await this.json(page, "/api/applications");
    return body.applications[0].id;
  }

  /** The consent as Altinn has it. */
  async consent(page, id) {
    const { body } = await this.json(page, `/api/applications/${id}`);
    const response = await fetch(`${this.sandbox.origin}/sandbox/consents`);
    return (await response.json()).find((consent) => consent.id === body.consentId);
  }
}
