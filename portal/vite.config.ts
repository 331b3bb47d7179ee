// Builds the portal for a strict content security policy: nothing is inlined, everything comes from the same
// origin. The development server passes the API on to a running Vouchsafe.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** Where the development server finds the API. */
const SERVER = process.env.VOUCHSAFE_URL ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react()],
  server: {
    proxy: {
      "/api": { target: SERVER, changeOrigin: false },
      "/healthz": { target: SERVER, changeOrigin: false },
    },
  },
  build: {
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    chunkSizeWarningLimit: 1000,
  },
  test: {
    include: ["src/**/*.test.ts"],
    environment: "node",
  },
});
