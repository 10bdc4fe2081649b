// What somebody makes up, tries, or does in the wrong order.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { KARI, OLA, OLA_NUMBER, Stage } from "./stage.mjs";

let stage;

before(async () => {
  stage = await Stage.start();
});

after(() => stage?.stop());

/** The address that Altinn would send the browser to. */
async function wayBack(page, id) {
  return (await stage.consent(page, id)).redirectUrl;
}

test("a return that says OK without a consent shows no data", () =>
  stage.customer(KARI, async (page) => {
    const id = await stage.apply(page);
    await page.goto(`${await wayBack(page, id)}&Status=OK`);
    await stage.verdict(page, "waiting");
    await page.getByText("vi stoler bare på Altinn").waitFor();
    assert.equal(await page.locator("[data-resource]").count(), 0);
    const { body } = await stage.json(page, `/api/applications/${id}`);
    assert.deepEqual([body.verdict, body.data, body.token], ["waiting", { state: "none" }, null]);
  }));

test("a return with another state changes nothing", () =>
  stage.customer(KARI, async (page) => {
    const id = await stage.apply(page);
    const forged = new URL(await wayBack(page, id));
    forged.searchParams.set("state", "made-up");
    await page.goto(`${forged}&Status=OK`);
    await page.getByRole("heading", { name: "Vi kjenner ikke igjen denne returen" }).waitFor();
    assert.equal((await stage.json(page, `/api/applications/${id}`)).body.returned, null);
    await page.getByRole("link", { name: "Gå til søknadene mine" }).click();
    await page.getByText("Venter på svar").first().waitFor();
  }));

test("a stranger with a valid id sees nothing", () =>
  stage.customer(KARI, async (page) => {
    const id = await stage.apply(page);
    const back = await wayBack(page, id);
    await stage.approve(page);
    await stage.customer(OLA, async (other) => {
      await other.goto(stage.url(`/applications/${id}`));
      await other.getByRole("heading", { name: "Vi finner ikke søknaden" }).waitFor();
      assert.equal((await stage.json(other, `/api/applications/${id}`)).status, 404);
      await other.goto(`${back}&Status=OK`);
      await other.getByRole("heading", { name: "Vi kjenner ikke igjen denne returen" }).waitFor();
      await other.goto(stage.url("/applications"));
      await other.getByRole("heading", { name: "Du har ingen søknader ennå" }).waitFor();
    });
    await stage.visit(async (nobody) => {
      await nobody.goto(stage.url(`/applications/${id}`));
      await nobody.getByRole("heading", { level: 1, name: "Logg inn" }).waitFor();
      assert.equal((await stage.json(nobody, `/api/applications/${id}`)).status, 401);
    });
  }));

test("who comes back without a session logs in and finds the result", () =>
  stage.customer(KARI, async (page) => {
    await stage.apply(page);
    await page.context().clearCookies({ name: "session" });
    await page.getByRole("button", { name: "Ja, jeg gir samtykke" }).click();
    await page.getByText("Du er tilbake fra Altinn").waitFor();
    await page.getByRole("button", { name: `Logg inn som ${KARI}` }).click();
    await page
      .getByRole("link", { name: /^Lån, søkt/ })
      .first()
      .click();
    await stage.verdict(page, "granted");
  }));

test("the login leads to pages of the bank only", () =>
  stage.visit(async (page) => {
    for (const next of ["https://example.com/", "//example.com/", "/\\example.com/", "javascript:alert(1)"]) {
      await page.goto(stage.url(`/login?next=${encodeURIComponent(next)}`));
      await page.getByRole("button", { name: `Logg inn som ${KARI}` }).click();
      await page.getByRole("heading", { level: 1, name: "Mine søknader" }).waitFor();
      assert.equal(page.url(), stage.url("/applications"));
    }
  }));

test("the back button and reload never apply twice or lose the result", () =>
  stage.customer(KARI, async (page) => {
    const id = await stage.apply(page);
    await page.goBack();
    await stage.verdict(page, "waiting");
    assert.equal(page.url(), stage.url(`/applications/${id}`), "back from Altinn is the application, not its form");
    await page.reload();
    await stage.verdict(page, "waiting");
    await page.getByRole("link", { name: "Svar i Altinn" }).click();
    await stage.approve(page);
    await page.reload();
    await stage.verdict(page, "granted");
    await page.goBack();
    await page.goForward();
    await stage.verdict(page, "granted");
    assert.equal(await page.locator("[data-resource]").count(), 1);
    const { body } = await stage.json(page, "/api/applications");
    assert.equal(body.applications.filter((application) => application.id === id).length, 1);
    assert.equal((await stage.events(page)).filter((event) => event === "DataFetched").length, 1);
  }));

test("what is decided in one tab shows in the other", () =>
  stage.customer(KARI, async (page) => {
    const id = await stage.apply(page);
    await page.goBack();
    await stage.verdict(page, "waiting");
    const other = await page.context().newPage();
    await other.goto(stage.url(`/applications/${id}`));
    await other.getByRole("link", { name: "Svar i Altinn" }).click();
    await stage.approve(other);
    await stage.verdict(page, "granted");
    assert.equal(await page.locator("[data-resource]").count(), 1);
  }));

test("a form outlives a new login of the same customer in another tab", () =>
  stage.customer(KARI, async (page) => {
    await stage.fill(page);
    const other = await page.context().newPage();
    await stage.logIn(other, KARI);
    await page.getByRole("button", { name: "Gå videre til Altinn" }).click();
    await page.getByRole("button", { name: "Ja, jeg gir samtykke" }).waitFor();
  }));

test("a form is not sent as the customer who logged in in another tab", () =>
  stage.customer(KARI, async (page) => {
    await stage.fill(page, { amount: "123456" });
    const other = await page.context().newPage();
    await stage.logIn(other, OLA);
    await page.getByRole("button", { name: "Gå videre til Altinn" }).click();
    await page.getByText(OLA).first().waitFor();
    assert.equal(await page.getByLabel("Hvor mye vil du låne?").inputValue(), "");
    const { body } = await stage.json(page, "/api/applications");
    assert.ok(!JSON.stringify(body).includes("123456"));
  }));

test("the browser is given no token and keeps no number", () =>
  stage.visit(async (page) => {
    const said = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("request", (request) => said.push(request.url()));
    page.on("response", async (response) => {
      if (response.url().startsWith(stage.bank.address)) said.push(await response.text().catch(() => ""));
    });
    await stage.logIn(page, KARI);
    await stage.fill(page, { number: OLA_NUMBER });
    await page.getByRole("button", { name: "Send forespørselen" }).click();
    await stage.verdict(page, "waiting");
    await stage.apply(page);
    await stage.approve(page);
    const kept = await page.evaluate(() => [
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }]),
      document.cookie,
    ]);
    const everything = [...said, ...kept].join("\n");
    for (const number of [OLA_NUMBER, "01025161013"]) assert.ok(!everything.includes(number));
    assert.doesNotMatch(everything, /eyJ[\w-]{8,}\.[\w-]+/, "no JWT");
    assert.equal(kept[0], "[{},{}]");
    assert.doesNotMatch(kept[1], /session=/, "the session's cookie is not for scripts");
  }));
