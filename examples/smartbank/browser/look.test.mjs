// Every page on a screen and on a phone, light and dark: accessible, within its width, and kept as a picture.

import { after, before, test } from "node:test";

import { look } from "./chromium.mjs";
import { APPLICATION, COMPANY, INCOME, KARI, OLA, OLA_NUMBER, Stage } from "./stage.mjs";

let stage;

before(async () => {
  stage = await Stage.start();
});

after(() => stage?.stop());

const open = (path) => (page) => page.goto(stage.url(path));

/** Pages that anybody may see. */
const OPEN = {
  private: open("/"),
  business: open("/business"),
  insurance: open("/insurance"),
  "credit-card": open("/credit-card"),
  loan: open("/loan"),
  login: open("/login"),
  "login-returned": open("/login?returned=1"),
  "login-expired": open("/login?expired=1"),
  "not-found": open("/nowhere"),
  "return-problem": open("/return-problem"),
};

/** Pages of a customer. */
const OWN = {
  "applications-empty": [OLA, open("/applications")],
  "application-not-found": [OLA, (page) => page.goto(stage.url(`/applications/${crypto.randomUUID()}`))],
  "apply-loan": [KARI, (page) => stage.fill(page, { amount: "", rights: [] })],
  "apply-business-loan": [COMPANY, (page) => stage.fill(page, { path: "/apply/business-loan" })],
  "apply-credit-card": [KARI, (page) => stage.fill(page, { path: "/apply/credit-card" })],
  "apply-insurance": [KARI, (page) => stage.fill(page, { path: "/apply/insurance", amount: "" })],
  "apply-filled": [
    KARI,
    (page) => stage.fill(page, { rights: [INCOME, APPLICATION], number: OLA_NUMBER, message: "Vi trenger tallene." }),
  ],
  "apply-faults": [
    KARI,
    async (page) => {
      await stage.fill(page, { amount: "", rights: [{ ...INCOME, metadata: {} }], number: "0102" });
      await page.getByRole("button", { name: "Send forespørselen" }).click();
    },
  ],
  waiting: [
    KARI,
    async (page) => {
      await stage.apply(page);
      await page.goBack();
      await stage.verdict(page, "waiting");
    },
  ],
  granted: [
    KARI,
    async (page) => {
      await stage.apply(page, { rights: [INCOME, APPLICATION], message: "Vi trenger tallene." });
      await stage.approve(page);
    },
  ],
  "granted-proof": [
    COMPANY,
    async (page) => {
      await stage.apply(page, { path: "/apply/business-loan" });
      await stage.approve(page);
      await page.getByText("Bevis for samtykket").click();
    },
  ],
  "granted-en": [
    KARI,
    async (page) => {
      await stage.apply(page);
      await stage.approve(page);
      await page.getByRole("button", { name: "English" }).click();
      await page.getByRole("heading", { name: "The consent is given" }).waitFor();
    },
  ],
  "waiting-for-another": [
    KARI,
    async (page) => {
      await stage.fill(page, { number: OLA_NUMBER });
      await page.getByRole("button", { name: "Send forespørselen" }).click();
      await stage.verdict(page, "waiting");
    },
  ],
  rejected: [
    KARI,
    async (page) => {
      await stage.apply(page);
      await stage.reject(page);
    },
  ],
  revoked: [
    KARI,
    async (page) => {
      const id = await stage.apply(page);
      await stage.approve(page);
      await stage.sandbox.decide((await stage.consent(page, id)).id, "revoke");
      await page.reload();
      await stage.verdict(page, "revoked");
    },
  ],
  applications: [KARI, open("/applications")],
};

for (const [name, show] of Object.entries(OPEN)) {
  test(`the page ${name} is accessible in every view`, () =>
    stage.visit(async (page) => {
      await show(page);
      await looked(page, name);
    }));
}

for (const [name, [customer, show]] of Object.entries(OWN)) {
  test(`the page ${name} is accessible in every view`, () =>
    stage.customer(customer, async (page) => {
      await show(page);
      await looked(page, name);
    }));
}

test("the menu is accessible on a phone", () =>
  stage.customer(
    KARI,
    async (page) => {
      await page.goto(stage.url("/"));
      await page.getByRole("button", { name: "Meny" }).click();
      await look(page, "menu");
    },
    { viewport: { width: 390, height: 844 } },
  ));

async function looked(page, name) {
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.locator(".loading").waitFor({ state: "detached" });
  await look(page, name);
}
