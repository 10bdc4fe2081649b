import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Where the back end listens while `vite web` serves the pages for development; its `SMARTBANK_URL` is then Vite's address. */
const backEnd = process.env["SMARTBANK_BACK_END"] ?? "http://127.0.0.1:3000";

export default defineConfig({
  plugins: [react()],
  // The content security policy allows files of the same origin, and neither inline scripts nor `data:` addresses.
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
  },
  server: { proxy: { "/api": backEnd, "/return": backEnd } },
});
