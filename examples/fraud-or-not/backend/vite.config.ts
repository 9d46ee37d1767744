import { defineConfig } from 'vite'

/** Bundles both functions into `dist`, for those who deploy the template with the plain AWS CLI. */
export default defineConfig({
  ssr: { noExternal: true },
  build: {
    ssr: true,
    target: 'node24',
    rolldownOptions: {
      input: { api: 'src/api.ts', votes: 'src/votes.ts' },
      output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
    },
  },
})
