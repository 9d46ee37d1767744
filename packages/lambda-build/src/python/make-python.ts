import type { Maker } from '../build/maker.ts'

/** Packs Python code with its packages. */
export const makePython: Maker = async (jobs) => ({
  made: new Map(),
  problems: jobs.map(({ id, where }) => ({
    code: 'LAMBDA_RUNTIME_UNSUPPORTED',
    message: `functions.${id}: Python is not built`,
    where,
  })),
})
