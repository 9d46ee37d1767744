import { errors as artifact } from '@project-utils/artifact'
import { errors as aws } from '@project-utils/aws'
import { errors as cli } from '@project-utils/cli'
import { errors as contract, type ErrorTable } from '@project-utils/contract'
import { errors as localCloud } from '@project-utils/local-cloud/errors'
import { errors as project } from '@project-utils/project'
import { errors as records } from '@project-utils/records/errors'
import { errors as run } from '@project-utils/run'
import { errors as template } from '@project-utils/template'
import { errors as lambdaBuild } from '../errors.ts'

/** The tables of everything that this program may run into. */
export const errorTables: readonly ErrorTable[] = [
  ...[artifact, aws, cli, contract, lambdaBuild, localCloud],
  ...[project, records, run, template],
]
