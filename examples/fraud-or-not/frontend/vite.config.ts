import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** `SITE_URL=<address of a deployed site> npm run dev` takes that site's settings, and with them its API. */
export default defineConfig({
  plugins: [react()],
  // Tells the publisher which names carry a hash, and so may be kept by browsers for ever.
  build: { manifest: true },
  server: { proxy: process.env['SITE_URL'] ? { '/config.json': process.env['SITE_URL'] } : {} },
})
