// The consent page as a person uses it: with a mouse, a keyboard or a thumb, with and without JavaScript.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { PHONE, check, launch, screenshot, visit } from "./browser.mjs";
import { startReceiver } from "./receiver.mjs";
import { POWER_OF_ATTORNEY, startSandbox } from "./sandbox.mjs";

const APPROVE = { name: "Ja, jeg gir samtykke" };
const REJECT = { name: "Nei, jeg gir ikke samtykke" };

let sandbox;
let receiver;
let browser;

before(async () => {
  sandbox = await startSandbox();
  receiver = await startReceiver();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  receiver?.stop();
  sandbox?.stop();
});

beforeEach(() => sandbox.reset());

test("approving leads to the receiver with Status=OK", async () => {
  const id = await ask("/return?case=7");
  await visit(browser, {}, async (page) => {
    await page.goto(request(id));
    await page.getByRole("button", APPROVE).click();
    assert.equal(page.url(), `${receiver.origin}/return?case=7&Status=OK`);
    assert.equal(await page.title(), "Smartbank");
  });
  assert.deepEqual(await sandbox.consent(id), { language: "nb", events: ["Created", "Accepted"] });
});

test("rejecting leads to the receiver with Status=Failed", async () => {
  const id = await ask("/return");
  await visit(browser, {}, async (page) => {
    await page.goto(request(id));
    await page.getByRole("button", REJECT).click();
    assert.equal(page.url(), `${receiver.origin}/return?Status=Failed&ErrorMessage=User+did+not+give+consent`);
  });
  assert.deepEqual((await sandbox.consent(id)).events, ["Created", "Rejected"]);
});

test("the answer reaches a hash route", async () => {
  const id = await ask("/app/#/consent?case=7");
  await visit(browser, {}, async (page) => {
    await page.goto(request(id));
    await page.getByRole("button", APPROVE).click();
    assert.equal(page.url(), `${receiver.origin}/app/#/consent?case=7&Status=OK`);
  });
});

test("the answer is handed to an app with a scheme of its own", async () => {
  const id = await sandbox.ask({ redirectUrl: "myapp://consent-callback" });
  await visit(browser, {}, async (page) => {
    await page.goto(request(id));
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await page.getByRole("button", APPROVE).click({ noWaitAfter: true });
    assert.equal(await (await answered).headerValue("location"), "myapp://consent-callback/?Status=OK");
  });
});

test("an expired request cannot be answered", async () => {
  const id = await ask("/return");
  await visit(browser, {}, (page) =>
    sandbox.later(async () => {
      await page.goto(request(id));
      assert.ok(await page.getByText("Samtykket er utløpt").isVisible());
      for (const button of [page.getByRole("button", APPROVE), page.getByRole("button", REJECT)]) {
        assert.equal(await button.getAttribute("aria-disabled"), "true");
        await button.click({ force: true });
        assert.equal(page.url(), request(id));
      }
    }),
  );
  assert.deepEqual((await sandbox.consent(id)).events, ["Created"]);
});

test("a request that ran out while it was read says why the answer failed", async () => {
  const id = await ask("/return");
  await visit(browser, {}, async (page) => {
    await page.goto(request(id));
    await sandbox.later(() => page.getByRole("button", APPROVE).click());
    const failure = page.getByRole("alert");
    assert.equal(await failure.textContent(), "Samtykket kunne ikke gis.");
    assert.ok(await failure.evaluate((element) => element === document.activeElement));
    await check(page);
  });
});

for (const [code, name, approve, reject, text] of [
  ["nb", "Norsk (bokmål)", "Ja, jeg gir samtykke", "Nei, jeg gir ikke samtykke", "Inntekten din for 2024"],
  ["nn", "Norsk (nynorsk)", "Ja, eg gir samtykke", "Nei, eg gir ikkje samtykke", "Inntekta di for 2024"],
  ["en", "English", "Yes, I give consent", "No, I do not give consent", "Your income for 2024"],
]) {
  test(`the page speaks ${name}, and the consent remembers it`, async () => {
    const id = await ask("/return");
    await visit(browser, {}, async (page) => {
      await page.goto(request(id));
      await page.getByRole("link", { name, exact: true }).click();
      assert.equal(await page.locator("html").getAttribute("lang"), code);
      assert.ok(await page.getByText(text).isVisible());
      assert.ok(await page.getByRole("button", { name: reject }).isVisible());
      await page.goto(request(id));
      assert.equal(await page.locator("html").getAttribute("lang"), code, "the cookie keeps the language");
      await page.getByRole("button", { name: approve }).click();
      assert.equal(page.url(), `${receiver.origin}/return?Status=OK`);
    });
    assert.equal((await sandbox.consent(id)).language, code);
  });
}

test("a power of attorney is given by its own button", async () => {
  const id = await ask("/return", { consentRights: [POWER_OF_ATTORNEY] });
  await visit(browser, {}, async (page) => {
    await page.goto(request(id));
    await page.getByRole("button", { name: "Ja, jeg gir fullmakt" }).click();
    assert.equal(page.url(), `${receiver.origin}/return?Status=OK`);
  });
});

test("a keyboard is enough, and the focus is always seen", async () => {
  const id = await ask("/return");
  await visit(browser, {}, async (page) => {
    await page.goto(request(id));
    await page.keyboard.press("Tab");
    assert.equal(await focused(page), "Hopp til innholdet");
    await screenshot(page, "keyboard-skip-link");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    assert.equal(await focused(page), APPROVE.name, "the skip link leads past the menus");

    await page.goto(request(id));
    const stops = [];
    while (stops.at(-1) !== REJECT.name) {
      await page.keyboard.press("Tab");
      stops.push(await focused(page));
      assert.ok(stops.length < 20, stops.join());
      assert.ok(await isMarked(page), `no focus ring on ${stops.at(-1)}`);
    }
    const menus = ["Avtaler", "Avtalelogg", "Norsk (bokmål)", "Norsk (nynorsk)", "English"];
    assert.deepEqual(stops.slice(2), [...menus, APPROVE.name, REJECT.name]);
    await screenshot(page, "keyboard-focus");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Space");
    await page.waitForURL(`${receiver.origin}/return?Status=OK`);
  });
});

test("everything works without JavaScript", async () => {
  const id = await ask("/return");
  await visit(browser, { javaScriptEnabled: false }, async (page) => {
    await page.goto(request(id));
    await page.getByText("Testperson:").click();
    await page.getByLabel("Eller et fødselsnummer for test").fill("01025161013");
    await page.getByRole("button", { name: "Bytt testperson" }).click();
    assert.equal(page.url(), request(id));
    await page.getByRole("link", { name: "English" }).click();
    await page.getByRole("button", { name: "Yes, I give consent" }).click();
    assert.equal(page.url(), `${receiver.origin}/return?Status=OK`);
    await page.goto(sandbox.page(`agreement?id=${id}`));
    await page.getByText("Revoke consent", { exact: true }).click();
    await page.getByRole("button", { name: "Yes, revoke consent" }).click();
    assert.ok(await page.getByText("Consent is not active").isVisible());
  });
  assert.deepEqual((await sandbox.consent(id)).events, ["Created", "Accepted", "Revoked"]);
});

test("on a phone the answers are as wide as the text and easy to hit", async () => {
  const id = await ask("/return");
  await visit(browser, PHONE, async (page) => {
    await page.goto(request(id));
    await screenshot(page, "phone-pending");
    await check(page);
    const [approve, reject] = await Promise.all(
      [APPROVE, REJECT].map((button) => page.getByRole("button", button).boundingBox()),
    );
    assert.ok(approve.height >= 44 && reject.height >= 44, "a thumb needs 44 pixels");
    assert.ok(approve.width > 340 && approve.width === reject.width);
    assert.ok(reject.y >= approve.y + approve.height, "one below the other");
    await page.getByRole("button", REJECT).tap();
    await page.waitForURL(`${receiver.origin}/return?Status=Failed&ErrorMessage=User+did+not+give+consent`);
  });
});

const request = (id) => sandbox.page(`request?id=${id}`);

/** Asks Kari for a consent after which the browser goes to `path` at the receiver. */
function ask(path, changes = {}) {
  return sandbox.ask({ redirectUrl: receiver.origin + path, ...changes });
}

function focused(page) {
  return page.evaluate(() => document.activeElement.textContent.trim());
}

function isMarked(page) {
  return page.evaluate(() => {
    const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  });
}
