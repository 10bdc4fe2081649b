"use client";

import { useEffect } from "react";
import * as browser from "samtykke/browser";

import { run } from "../front-end.mjs";
import { tell } from "../tell.mjs";

export function FrontEnd({ verdict }) {
  useEffect(() => {
    void tell(async () => {
      await browser.init();
      if (verdict !== "accepted") throw new Error(`the server read ${verdict}`);
      return run(browser);
    });
  }, [verdict]);
  return <p>{verdict}</p>;
}
