// Chromium, the views that pages are looked at in, and what is checked on every page.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { axeSource, chromium } from "./packages.mjs";

const SCREENSHOTS = process.env.SAMTYKKE_SCREENSHOTS ?? join(import.meta.dirname, "../../../target/screenshots");
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

const DESKTOP = { width: 1200, height: 900 };
export const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const NARROWEST = { width: 320, height: 640 };
const VIEWS = {
  desktop: { size: DESKTOP, colorScheme: "light" },
  dark: { size: DESKTOP, colorScheme: "dark" },
  phone: { size: PHONE.viewport, colorScheme: "light" },
};

export function launch() {
  mkdirSync(SCREENSHOTS, { recursive: true });
  return chromium.launch({ executablePath: process.env.SAMTYKKE_CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
}

/** A page in a fresh browser profile that is closed after `use`; whatever the browser complains of is a failure. */
export async function visit(browser, options, use) {
  const context = await browser.newContext({ viewport: DESKTOP, ...options });
  const complaints = [];
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // That a page has a status of its own is no complaint.
    if (message.type() === "error" && !message.text().includes("the server responded with a status of")) {
      complaints.push(message.text());
    }
  });
  try {
    const result = await use(page);
    assert.deepEqual(complaints, []);
    return result;
  } finally {
    await context.close();
  }
}

/** Looks at the page in every view and keeps what it sees. */
export async function look(page, name) {
  for (const [view, { size, colorScheme }] of Object.entries(VIEWS)) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme });
    await screenshot(page, `${name}-${view}`);
    await check(page);
  }
  await page.setViewportSize(NARROWEST);
  await staysWithin(page);
}

/** Fails when axe finds anything, when something sticks out at the side, or when there is not one main heading. */
export async function check(page) {
  await page.evaluate(axeSource);
  const violations = await page.evaluate(async () => {
    const { violations } = await axe.run();
    return violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.map((node) => node.html) }));
  });
  assert.deepEqual(violations, []);
  await staysWithin(page);
  assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1);
}

export function screenshot(page, name) {
  return page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
}

async function staysWithin(page) {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(content <= window, `${content} pixels of content in a window of ${window}`);
}
