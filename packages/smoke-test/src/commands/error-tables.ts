import { errors as aws } from '@project-utils/aws'
import { errors as cli } from '@project-utils/cli'
import { errors as contract, type ErrorTable } from '@project-utils/contract'
import { errors as localCloud } from '@project-utils/local-cloud/errors'
import { errors as project } from '@project-utils/project'
import { errors as run } from '@project-utils/run'
import { errors as template } from '@project-utils/template'
import { errors as smokeTest } from '../errors.ts'

/** The tables of everything that this program may run into. */
export const errorTables: readonly ErrorTable[] = [aws, cli, contract, localCloud, project, run, smokeTest, template]
