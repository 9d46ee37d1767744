import { errors as aws } from '@project-utils/aws'
import { errors as cfn } from '@project-utils/cfn'
import { errors as cli } from '@project-utils/cli'
import { errors as contract, type ErrorTable } from '@project-utils/contract'
import { artifactErrors as artifact, errors as lambdaBuild } from '@project-utils/lambda-build'
import { errors as localCloud } from '@project-utils/local-cloud'
import { errors as project } from '@project-utils/project'
import { errors as records } from '@project-utils/records'
import { errors as run } from '@project-utils/run'
import { errors as site } from '@project-utils/site'
import { errors as smokeTest } from '@project-utils/smoke-test'
import { errors as template } from '@project-utils/template'
import { errors as deploy } from '../errors.ts'

/** The tables of everything that a deployment may run into. */
export const errorTables: readonly ErrorTable[] = [
  ...[artifact, aws, cfn, cli, contract, deploy, lambdaBuild, localCloud],
  ...[project, records, run, site, smokeTest, template],
]
