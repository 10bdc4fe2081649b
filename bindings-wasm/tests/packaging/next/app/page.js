// The server reads the way back with the whole package, the browser checks forms with the other entry.
import { ConsentReturn } from "samtykke";

import { FrontEnd } from "./front-end-client.js";

export default async function Page({ searchParams }) {
  const search = new URLSearchParams(await searchParams);
  return <FrontEnd verdict={ConsentReturn.parse(`https://bank.example/?${search}`).verdict} />;
}
