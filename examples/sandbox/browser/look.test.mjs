// Every page in every view: accessible, within its width, and kept as a screenshot.

import { after, before, test } from "node:test";

import { launch, look, visit } from "./browser.mjs";
import { KARI, LOAN, OLA, POWER_OF_ATTORNEY, right, startSandbox } from "./sandbox.mjs";

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

const request = (id, more = "") => sandbox.page(`request?id=${id}${more}`);
const agreement = (id) => sandbox.page(`agreement?id=${id}`);
const list = (page, more = "") => sandbox.page(`${page}?party=${KARI.uuid}${more}`);
const shown = { portalViewMode: "Show" };

const PAGES = {
  "pending-nb": async (page) => page.goto(request(await sandbox.ask())),
  "pending-nn": async (page) => page.goto(request(await sandbox.ask(), "&lang=nn")),
  "pending-en": async (page) => page.goto(request(await sandbox.ask(), "&lang=en")),
  "pending-long": async (page) => page.goto(request(await longRequest(), "&skiplogout=true&backtopage=%2Fconsent%2Factive")),
  "pending-power-of-attorney": async (page) => page.goto(request(await sandbox.ask({ consentRights: [POWER_OF_ATTORNEY] }))),
  expired: async (page) => {
    const id = await sandbox.ask();
    await sandbox.later(() => page.goto(request(id)));
  },
  accepted: async (page) => page.goto(request(await answered("approve"))),
  rejected: async (page) => page.goto(request(await answered("reject"))),
  revoked: async (page) => page.goto(request(await answered("approve", "revoke"))),
  refused: async (page) => {
    const id = await sandbox.ask();
    await page.goto(request(id));
    await sandbox.decide(id, "reject");
    await page.getByRole("button", { name: "Ja, jeg gir samtykke" }).click();
  },
  unknown: (page) => page.goto(request(crypto.randomUUID())),
  "not-allowed": async (page) => {
    await choose(page, OLA);
    await page.goto(request(await sandbox.ask()));
  },
  "no-id": (page) => page.goto(sandbox.page("request")),
  receipt: async (page) => page.goto(request(await answered("approve"), "&skiplogout=true&receipt=true")),
  "test-person": async (page) => {
    await page.goto(request(await sandbox.ask()));
    await page.getByText("Testperson:").click();
  },
  active: async (page) => {
    await sandbox.ask(shown);
    const first = await answered("approve");
    await sandbox.decide(await sandbox.ask({ caller: "937884117", consentRights: [POWER_OF_ATTORNEY] }), "approve");
    await page.goto(list("active", `&new=${first}`));
  },
  "active-empty": (page) => page.goto(list("active")),
  "active-not-allowed": async (page) => {
    await choose(page, OLA);
    await page.goto(list("active"));
  },
  log: async (page) => {
    await answered("approve", "revoke");
    await sandbox.ask();
    await sandbox.later(() => page.goto(list("log")));
  },
  "log-no-match": async (page) => {
    await answered("approve");
    await page.goto(list("log", "&q=skog"));
  },
  agreement: async (page) => page.goto(agreement(await answered("approve"))),
  "agreement-revoke": async (page) => {
    await page.goto(agreement(await answered("approve")));
    await page.getByText("Trekk samtykke", { exact: true }).click();
  },
  "agreement-revoked": async (page) => page.goto(agreement(await answered("approve", "revoke"))),
  "agreement-expired": async (page) => {
    const id = await answered("approve");
    await sandbox.later(() => page.goto(agreement(id)));
  },
};

for (const [name, open] of Object.entries(PAGES)) {
  test(`the page ${name} is accessible in every view`, async () => {
    await sandbox.reset();
    await visit(browser, {}, async (page) => {
      await open(page);
      await look(page, name);
    });
  });
}

async function answered(...decisions) {
  return sandbox.decide(await sandbox.ask(), ...decisions);
}

/** Several rights, a message, a handler, and words that are too long for a line. */
function longRequest() {
  const long = "Undersøkelsesopplysningsinnhentingstillatelsesforespørselsbehandlingsavdelingen";
  return sandbox.ask({
    caller: "991825827",
    to: "urn:altinn:organization:identifier-no:810419512",
    requestMessage: { nb: `Vi trenger opplysningene for å svare på søknaden din.\n${long}` },
    consentRights: [LOAN, right("ske-samtykke-sbl-summert-skattegrunnlag", { inntektsaar: long })],
  });
}

async function choose(page, person) {
  await page.goto(sandbox.page("active"));
  await page.getByText("Testperson:").click();
  await page.getByLabel("Testperson", { exact: true }).selectOption({ label: person.name });
  await page.getByRole("button", { name: "Bytt testperson" }).click();
}
