import { fileURLToPath } from 'node:url'
import { defineConfig, mergeConfig } from 'vitest/config'
import base from '../vitest.config.ts'

/** The unit tests with as many cases, and as much time, as a long run asks for. */
export default defineConfig((environment) =>
  mergeConfig(base(environment), {
    test: {
      setupFiles: [fileURLToPath(new URL('fast-check-setup.ts', import.meta.url))],
      testTimeout: 3_600_000,
      maxWorkers: 2,
    },
  }),
)
