import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** `SITE_URL=<address of a deployed site> npm run dev` takes that site's settings, and with them its API. */
export default defineConfig({
  plugins: [react()],
  server: { proxy: process.env['SITE_URL'] ? { '/config.json': process.env['SITE_URL'] } : {} },
})
