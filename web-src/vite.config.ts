import { defineConfig } from "vite";

// Pages are rendered by the server: Vite only builds the modules and the stylesheet that they name in the manifest.
export default defineConfig({
  base: "/assets/",
  publicDir: false,
  build: {
    outDir: "../src/kawal/web/dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2020",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      checks: { bundlerTimings: false }, // a slow machine is no fault of the sources
      input: ["src/page.ts", "src/plan.ts", "src/enrol.ts", "src/passkey.ts", "src/dutylog.ts", "src/board.ts", "src/boardmap.ts", "src/forms.ts", "src/countqueue.ts", "src/rulelist.ts", "src/countform.ts", "src/countread.ts", "src/scan.ts", "src/phone.ts", "src/phone-sw.ts", "src/kawal.css"],
      onwarn(warning) {
        if (warning.code === "EVAL" && warning.id?.includes("htmx.org")) return; // htmx evaluates nothing: allowEval is false
        if (warning.code === "PLUGIN_TIMINGS") return; // how busy the machine was says nothing about the page
        throw new Error(warning.message); // a warning about syntax is a dead page on an old phone
      },
    },
  },
  worker: { format: "es" },
});
