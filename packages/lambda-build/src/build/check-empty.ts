import type { Check } from './checks.ts'

/** Refuses an artifact that holds nothing: "Uploaded file must be a non-empty zip", says Lambda. */
export const checkEmpty: Check = ({ id, type, where, build }, { files }) => {
  if (files.length > 0) return { problems: [], findings: [] }
  const folder = build.directory === undefined ? 'its folder' : build.directory
  const message = `${id}: there is nothing to pack in ${folder}, and Lambda refuses an empty zip`
  const hint = `put the ${type}'s files there, or see what .lambdaignore and exclude leave out`
  return { problems: [{ code: 'LAMBDA_ARTIFACT_EMPTY', message, hint, where }], findings: [] }
}
