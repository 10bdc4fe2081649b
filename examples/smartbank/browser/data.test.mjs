// Owners of data answer with JSON of their own shapes: all of it is for people to read.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { look } from "./chromium.mjs";
import { KARI, Stage } from "./stage.mjs";

let stage;

before(async () => {
  stage = await Stage.start();
});

after(() => stage?.stop());

const years = [2019, 2020, 2021, 2022, 2023, 2024];
const SHAPES = {
  income: { currency: "NOK", income: [2023, 2024].map((year) => ({ year, amount: year * 200 })) },
  table: {
    resource: "table",
    rows: years.map((year) => ({
      taxYear: year,
      wages: 1000 * year,
      place: { city: "Bergen", map: { zones: [4, 5] } },
    })),
  },
  facts: {
    from: "[redacted]",
    employer: "Fjell Transport AS",
    since: "2019-03-01T08:00:00Z",
    fullTime: true,
    notes: null,
  },
  nested: { debts: { mortgage: 2_500_000, car: 120_000 }, tags: ["a", "b"] },
  number: 7,
  empty: { income: [] },
  nothing: {},
};

test("data of every shape is shown as figures, tables and facts", () =>
  stage.customer(KARI, async (page) => {
    const id = await stage.apply(page);
    await stage.approve(page);
    await page.route(`**/api/applications/${id}`, async (route) => {
      const response = await route.fetch();
      const application = await response.json();
      const items = Object.entries(SHAPES).map(([resource, body]) => ({ resource, title: { nb: resource }, body }));
      await route.fulfill({ response, json: { ...application, data: { ...application.data, items } } });
    });
    await page.reload();
    await page.locator("[data-resource=nothing]").waitFor();
    const item = (resource) => page.locator(`[data-resource=${resource}]`);
    const words = async (resource) => plain(await item(resource).textContent());

    assert.deepEqual((await item("income").locator("dt").allTextContents()).map(plain), [
      "Inntekt · År 2023",
      "Inntekt · År 2024",
    ]);
    assert.match(await words("income"), /404 600 kr.*404 800 kr/s);
    assert.deepEqual(await item("table").locator("th").allTextContents(), ["Tax year", "Wages", "City", "Map"]);
    assert.deepEqual((await item("table").locator("tr").last().locator("td").allTextContents()).map(plain), [
      "2024",
      "2 024 000",
      "Bergen",
      "4, 5",
    ]);
    assert.match(
      await words("facts"),
      /Employer\s*Fjell Transport AS\s*Since\s*1\. mars 2019.*Full time\s*✓\s*Notes\s*–/s,
    );
    assert.match(await words("nested"), /Debts.*Mortgage\s*2 500 000.*Car\s*120 000.*Tags\s*a, b/s);
    assert.match(await words("number"), /7/);
    for (const resource of ["empty", "nothing"]) {
      assert.match(await words(resource), /Eieren hadde ingen opplysninger om dette\./);
    }
    assert.doesNotMatch(await page.locator("section.data").textContent(), /[{}[\]"]|undefined|object/);
    await look(page, "data");
  }));

/** With the blanks that a keyboard has. */
function plain(text) {
  return text.replace(/[\u00a0\u202f]/g, " ");
}
