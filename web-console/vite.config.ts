import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

// What the service sends with its pages, so that development and the page tests live under the same rules.
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

// Of the workers' scripts, whose policy is their own: they compile Wasm, which the page may not, and reach nothing.
const workerPolicy =
  "default-src 'none'; script-src 'wasm-unsafe-eval'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const workerHeaders: Plugin = {
  name: 'worker-headers',
  configurePreviewServer(server) {
    server.middlewares.use((request, response, next) => {
      if (request.url?.startsWith('/workers/')) {
        const write = response.writeHead.bind(response);
        response.writeHead = ((...args: Parameters<typeof write>) => {
          response.setHeader('Content-Security-Policy', workerPolicy);
          return write(...args);
        }) as typeof write;
      }
      next();
    });
  },
};

const service = process.env.TRIPTYCH_URL ?? 'http://127.0.0.1:7700';

export default defineConfig({
  plugins: [react(), workerHeaders],
  worker: {
    // One file without imports: its policy lets it load nothing.
    format: 'iife',
    rollupOptions: { output: { entryFileNames: 'workers/[name]-[hash].js' } },
  },
  build: {
    target: 'es2023',
    sourcemap: false,
    // A data: address would need a wider policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: { '/api': { target: service, changeOrigin: true } },
  },
  preview: {
    headers: { 'Content-Security-Policy': contentSecurityPolicy, 'X-Content-Type-Options': 'nosniff' },
  },
});
