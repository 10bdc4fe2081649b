// What happens to each example: the program that a reader starts, the person who chooses, and what must come of it.
//
// `play` is what the README shows; `prove` is what must hold besides; `needs` are the settings that the program must name
// when they are missing.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";

import { BANK, SCOPE, SUPPLIER } from "./stage.mjs";

const CONSENT = ["SAMTYKKE_PLATFORM", "SAMTYKKE_ISSUER", "SAMTYKKE_CLIENT_ID", "SAMTYKKE_KID", "SAMTYKKE_FROM"];
const ASKING = [...CONSENT, "SAMTYKKE_PRIVATE_KEY", "SAMTYKKE_TO", "SAMTYKKE_DATA_URL"];
const LINK = /^ {2}(http\S+)$/;

export const stories = {
  "rust-cli": commandLine({ no: "The person said no." }),
  "node-script": commandLine({ file: "ask.mjs", no: "No data: the consent is rejected." }),
  "python-script": commandLine({ file: "ask.py", no: "The person said no." }),
  // Maven takes seconds to start: two settings speak for all.
  "kotlin-app": commandLine({ no: "The person said no.", needs: ["SAMTYKKE_FROM", "SAMTYKKE_DATA_URL"] }),
  "swift-app": commandLine({ no: "The person said no." }),

  "rust-axum": {
    needs: [...ASKING, "PORT"],
    settings: async (stage) => ({ ...(await stage.settings()), PORT: "0" }),

    async play(stage, settings) {
      const bank = await startBank(stage, settings);
      const { cookie, url } = await bank.start();
      const page = await bank.open(await stage.decide(url, "approve"), cookie);
      assert.equal(page.status, 200);
      assert.match(page.text, /^Your income in 2025: \d+ NOK$/);
      await bank.program.stop();
    },

    async prove(stage, settings) {
      const bank = await startBank(stage, settings);
      const { cookie, url } = await bank.start();
      assert.match(cookie.attributes, /HttpOnly; SameSite=Lax/);

      // A URL that says OK before anybody has chosen: the user is sent back to Altinn. One with another state is refused.
      const forged = `${await stage.redirectUrl(url)}&Status=OK`;
      const answer = await bank.open(forged, cookie);
      assert.deepEqual([answer.status, answer.headers.get("location")], [303, url]);
      const mismatch = await bank.open(forged.replace("state=", "state=a"), cookie);
      assert.deepEqual([mismatch.status, mismatch.text], [400, "That did not work. Please try again."]);

      // A stranger with the right URL sees nothing, and takes nothing from the one whose flow it is.
      const returnUrl = await stage.decide(url, "reject");
      assert.equal((await bank.open(returnUrl, undefined)).status, 404);
      assert.equal((await bank.open(returnUrl, { value: "session=of-somebody-else" })).status, 404);
      const page = await bank.open(returnUrl, cookie);
      assert.deepEqual([page.status, page.text], [200, "You said no. Nothing was fetched."]);
      await bank.program.stop();
    },
  },

  "service-owner/node": serviceOwner("server.mjs"),
  "service-owner/rust": serviceOwner(),

  "python-events": {
    needs: ["SAMTYKKE_PLATFORM", "SAMTYKKE_ISSUER", "SAMTYKKE_CLIENT_ID", "SAMTYKKE_KID", "SAMTYKKE_PRIVATE_KEY", "DATABASE"],
    file: "follow.py",
    settings: async (stage) => ({ ...(await stage.settings()), DATABASE: stage.file("events.db"), POLL_SECONDS: "1" }),

    async play(stage, settings) {
      const bank = await stage.bank();
      await bank.ask("approve");
      const follower = stage.start(settings, this.file);
      await follower.lines(EVENT, 2);
      assert.equal((await follower.stop()).status, 0);
    },

    /** Stopped, killed, and failing at each of its two writes: begun again it has each event once. */
    async prove(stage, settings, [python]) {
      const bank = await stage.bank();
      const sql = (statement) => query(python, settings.DATABASE, statement);
      const rows = () => sql("SELECT consent, type FROM event ORDER BY number");
      const before = rows().length;
      const asked = [];
      const happen = async (decision, word) => {
        const id = await bank.ask(decision);
        asked.push(`${id} Created`, `${id} ${word}`);
      };

      await happen("approve", "Accepted");
      const stopped = stage.start(settings, this.file);
      await stopped.lines(EVENT, 2);
      assert.equal((await stopped.stop()).status, 0);

      await happen("reject", "Rejected");
      const killed = stage.start(settings, this.file);
      await killed.line(EVENT);
      assert.equal((await killed.stop("SIGKILL")).status, "SIGKILL");

      for (const table of ["event", "feed"]) {
        await happen("approve", "Accepted");
        sql(`CREATE TRIGGER full BEFORE INSERT ON ${table} BEGIN SELECT RAISE(ABORT, 'no room'); END`);
        const failed = await stage.start(settings, this.file).end();
        assert.deepEqual([failed.status, failed.errors.trim()], [1, "error: no room"]);
        sql("DROP TRIGGER full");
      }

      const last = stage.start(settings, this.file);
      await last.line(new RegExp(`^${asked.at(-1)}$`));
      // Another look at the feed must bring nothing.
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await last.stop();
      assert.deepEqual(rows().slice(before), asked);
    },
  },

  supplier: {
    needs: ["SAMTYKKE_PLATFORM", "SAMTYKKE_CLIENT_ID", "SAMTYKKE_PRIVATE_KEY", "SAMTYKKE_FROM", "SAMTYKKE_CONSUMER_ORG"],
    file: "ask.mjs",
    settings: async (stage) => ({ ...(await stage.settings({ organization: SUPPLIER })), SAMTYKKE_CONSUMER_ORG: BANK }),

    async play(stage, settings) {
      await stage.control("delegations", { consumer: BANK, supplier: SUPPLIER, scopes: [SCOPE] });
      const program = stage.start(settings, this.file);
      await stage.decide((await program.line(LINK))[1], "approve");
      await well(program);
    },

    /** Nobody acts for an organization that has not said so. */
    async prove(stage, settings) {
      const { status, errors } = await stage.start({ ...settings, SAMTYKKE_CONSUMER_ORG: "810418192" }, this.file).end();
      assert.equal(status, 1);
      assert.match(errors, /^error: Maskinporten gave no token: /);
    },
  },

  "kms-signer": {
    needs: [...CONSENT, "SAMTYKKE_TO", "KEY_AGENT"],
    file: "ask_with_agent.py",

    async settings(stage) {
      const agent = stage.start({}, "key_agent.py");
      const [address] = await agent.line(/^127\.0\.0\.1:\d+$/);
      const wanted = { KEY_AGENT: address, SAMTYKKE_KID: "example-key" };
      const [publicJwk] = await stage.start(wanted, this.file, "public-jwk").line(/^\{.*\}$/);
      stage.transcript.length = 0;
      const { SAMTYKKE_PRIVATE_KEY: _, ...settings } = await stage.settings({ publicJwk: JSON.parse(publicJwk) });
      // What an agent tells of its key is its public half.
      assert.deepEqual(Object.keys(JSON.parse(publicJwk)).filter((name) => ["d", "p", "q", "dp", "dq", "qi"].includes(name)), []);
      return { ...settings, KEY_AGENT: address };
    },

    async play(stage, settings) {
      const program = stage.start(settings, this.file);
      await stage.decide((await program.line(LINK))[1], "approve");
      await well(program);
    },

    async prove(stage, settings) {
      const { status, errors } = await stage.start({ ...settings, KEY_AGENT: "127.0.0.1:9" }, this.file).end();
      assert.equal(status, 1);
      assert.match(errors, /^error: the grant could not be signed: /);
    },
  },
};

const EVENT = /^[0-9a-f-]{36} [A-Z][a-z]+$/;

/** The program ends, and has nothing to complain of. */
async function well(program) {
  const { status, errors } = await program.end();
  assert.equal(status, 0, errors);
}

/** A program that asks, prints a link, and waits. */
function commandLine({ file, no, needs = ASKING }) {
  return {
    file,
    needs,
    settings: (stage) => stage.settings(),

    async play(stage, settings) {
      const program = stage.start(settings, file);
      await stage.decide((await program.line(LINK))[1], "approve");
      await well(program);
    },

    async prove(stage, settings) {
      const program = stage.start(settings, file);
      await stage.decide((await program.line(LINK))[1], "reject");
      await well(program);
      assert.equal(stage.transcript.at(-1), no);
    },
  };
}

/** An API that takes consent tokens. */
function serviceOwner(file) {
  const open = async (origin, year, token) => {
    const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    const response = await fetch(`${origin}/income/${year}`, { headers });
    return { status: response.status, body: await response.json() };
  };
  const start = async (stage, settings) => {
    const program = stage.start(settings, file);
    const [, origin] = await program.line(/(http:\S+)\/income\/2025/);
    return { program, origin };
  };
  const refused = (answer, status, reason) => {
    assert.equal(answer.status, status);
    assert.match(answer.body.error, reason);
  };
  return {
    file,
    needs: ["SAMTYKKE_PLATFORM", "SAMTYKKE_ISSUER", "SAMTYKKE_SCOPE", "PORT"],
    settings: async (stage) => ({ ...(await stage.settings()), PORT: "0" }),

    async play(stage, settings) {
      const bank = await stage.bank();
      const token = await bank.consentToken(await bank.ask("approve"));
      const { program, origin } = await start(stage, settings);
      const answer = await open(origin, "2025", token);
      assert.deepEqual(answer, { status: 200, body: { year: "2025", amount: 512_000, currency: "NOK" } });
      refused(await open(origin, "2024", token), 403, /^the consent token is refused: metadata /);
      await program.stop();
    },

    async prove(stage, settings) {
      const bank = await stage.bank();
      const token = await bank.consentToken(await bank.ask("approve"));
      const { program, origin } = await start(stage, settings);
      const [head, claims, signature] = token.split(".");
      const forged = `${head}.${claims}.${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`;
      refused(await open(origin, "2025", forged), 401, /^the consent token is refused: signature /);
      refused(await open(origin, "2025", undefined), 401, /^the consent token is refused: /);
      refused(await open(origin, "2025", await bank.token()), 401, /^the consent token is refused: /);
      await program.stop();

      const strict = await start(stage, { ...settings, SAMTYKKE_SCOPE: "another:scope" });
      refused(await open(strict.origin, "2025", token), 401, /^the consent token is refused: scope /);
      await strict.program.stop();

      // Keys that cannot be had are no fault of the token.
      const alone = await start(stage, { ...settings, SAMTYKKE_ISSUER: "http://127.0.0.1:9/" });
      refused(await open(alone.origin, "2025", token), 503, /./);
      await alone.program.stop();
    },
  };
}

/** The back end with two routes, and a browser that knows cookies. */
async function startBank(stage, settings) {
  const program = stage.start(settings);
  const [, origin] = await program.line(/^Open (\S+)\/start$/);
  const open = async (url, cookie) => {
    const headers = cookie === undefined ? {} : { Cookie: cookie.value };
    const response = await fetch(url, { headers, redirect: "manual" });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const start = async () => {
    const { status, headers } = await open(`${origin}/start`);
    assert.equal(status, 303);
    const [value, ...attributes] = headers.get("set-cookie").split("; ");
    return { cookie: { value, attributes: attributes.join("; ") }, url: headers.get("location") };
  };
  return { program, origin, open, start };
}

/** What SQLite answers, a line for each row. */
function query(python, database, statement) {
  const script = "import sqlite3, sys\nwith sqlite3.connect(sys.argv[1]) as db:\n for row in db.execute(sys.argv[2]): print(*row)";
  return execFileSync(python, ["-c", script, database, statement], { encoding: "utf8" }).split("\n").filter(Boolean);
}
