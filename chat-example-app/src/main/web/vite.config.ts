import { defineConfig } from 'vite';

// `npm run dev` serves the page by itself and sends the rest to a running server.
const server = 'http://127.0.0.1:3000';

export default defineConfig({
  build: {
    target: 'es2024',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    proxy: {
      '/api': server,
      '/files': server,
      '/socket.io': { target: server, ws: true },
    },
  },
});
