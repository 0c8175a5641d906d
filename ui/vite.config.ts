import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// In development the API comes from a running Millrace or from the stub (`npm run stub`).
const server = process.env['MILLRACE_URL'] ?? 'http://127.0.0.1:7070';

export default defineConfig({
  plugins: [react()],
  // The map's worker is a module of its own, as the page's content policy asks.
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    manifest: true,
    sourcemap: false,
    chunkSizeWarningLimit: 2200,
  },
  server: {
    host: '127.0.0.1',
    // Millrace answers its own pages only, so the proxy speaks as one of them.
    proxy: { '/api': { target: server, changeOrigin: true, headers: { origin: server } } },
  },
});
