import { formatPlace, type Problem } from '@project-utils/contract'
import type { FunctionBuild } from '@project-utils/project'
import type { TemplateFunction } from '../artifact/artifact.ts'
import { contextProblems } from './context-files.ts'

/** The template says whether a function is a zip or an image: the configuration must build the same, from what is there. */
export function packageProblems(build: FunctionBuild, known: TemplateFunction | undefined): readonly Problem[] {
  const contradictions = contradictionsOf(build, known)
  return contradictions.length > 0 ? contradictions : contextProblems(build)
}

function contradictionsOf(build: FunctionBuild, known: TemplateFunction | undefined): readonly Problem[] {
  const { logicalId: id, where, image } = build
  const problem = (message: string, hint: string): Problem => ({ code: 'LAMBDA_CONTRADICTION', message, hint, where })
  if (known === undefined) return []
  const place = known.place === undefined ? 'the template' : formatPlace(known.place)
  const isImage = known.packageType === 'Image'
  if (image !== undefined && !isImage) {
    const hint = `set PackageType: Image on ${id} in the template, without Runtime and Handler, or remove functions.${id}.image`
    return [problem(`functions.${id} builds an image, and ${place} declares a zip`, hint)]
  }
  if (image === undefined && isImage) {
    const hint = `set functions.${id}.image.directory to the folder of the Dockerfile, or remove PackageType in the template`
    return [problem(`functions.${id} builds a zip, and ${place} declares an image (PackageType: Image)`, hint)]
  }
  return []
}
