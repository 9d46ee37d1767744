import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  CloudFrontClient,
  DescribeFunctionCommand,
  GetFunctionCommand,
  ListFunctionsCommand,
  PublishFunctionCommand,
  UpdateFunctionCommand,
} from '@aws-sdk/client-cloudfront'
import {
  type AttributeValue,
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  ScanCommand,
} from '@aws-sdk/client-dynamodb'
import { GetRolePolicyCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { openSigned } from '../bench/signed.ts'
import type { Application } from './fault.ts'
import { openFunctions } from './functions.ts'
import { openObjects } from './objects.ts'

/** The outputs of the sample's stack. */
export interface Outputs {
  readonly ApiUrl: string
  readonly SiteUrl: string
  readonly SiteBucket: string
  readonly TableName: string
}

/** What of the deployed sample can be changed without another deployment. */
export function openApplication(input: {
  readonly endpoint: string
  /** Folder of the functions' sources. */
  readonly backend: string
  readonly outputs: Outputs
}): Application {
  const { endpoint, backend, outputs } = input
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' }
  const config = { endpoint, region: 'us-east-1', credentials }
  const iam = new IAMClient(config)
  const cloudFront = new CloudFrontClient(config)
  const dynamo = new DynamoDBClient(config)
  const signed = openSigned({
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  })
  const api = new URL(outputs.ApiUrl).pathname.split('/').at(-1)

  const edgeCode = async (name: string): Promise<string> => {
    const { FunctionCode } = await cloudFront.send(new GetFunctionCommand({ Name: name, Stage: 'LIVE' }))
    return new TextDecoder().decode(FunctionCode)
  }
  const publishEdge = async (Name: string, code: string): Promise<void> => {
    const develop = () => cloudFront.send(new DescribeFunctionCommand({ Name, Stage: 'DEVELOPMENT' }))
    const { ETag: IfMatch, FunctionSummary } = await develop()
    const FunctionConfig = FunctionSummary?.FunctionConfig
    const FunctionCode = new TextEncoder().encode(code)
    await cloudFront.send(new UpdateFunctionCommand({ Name, IfMatch, FunctionConfig, FunctionCode }))
    await cloudFront.send(new PublishFunctionCommand({ Name, IfMatch: (await develop()).ETag }))
  }

  const keys = async (): Promise<readonly Record<string, AttributeValue>[]> => {
    const scan = { TableName: outputs.TableName, ProjectionExpression: 'pk, sk', ConsistentRead: true }
    return (await dynamo.send(new ScanCommand(scan))).Items ?? []
  }

  return {
    ...openFunctions(config, (file) => readFile(join(backend, 'src', file), 'utf8'), backend),
    ...openObjects(config, outputs.SiteBucket),
    async policy(logicalId, change) {
      const word = logicalId === 'ApiFunction' ? 'api' : 'vote'
      const names = {
        RoleName: `fraud-or-not-local-role-${word}-us-east-1`,
        PolicyName: word === 'api' ? 'reports' : 'votes',
      }
      const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand(names))
      const before = decodeURIComponent(PolicyDocument)
      const put = (text: string) => iam.send(new PutRolePolicyCommand({ ...names, PolicyDocument: text }))
      await put(change(before))
      return () => put(before)
    },
    async gateway(method, path, body) {
      const type = { 'content-type': 'application/json' }
      const text = body === undefined ? '' : JSON.stringify(body)
      const answer = await signed.send('apigateway', method, `/v2/apis/${api}${path}`, text, type)
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`)
      return answer.text === '' ? undefined : JSON.parse(answer.text)
    },
    async edge(change) {
      const { FunctionList } = await cloudFront.send(new ListFunctionsCommand({}))
      const name = FunctionList?.Items?.find(({ Name }) => Name?.startsWith('fraud-or-not-local-pages'))?.Name ?? ''
      const before = await edgeCode(name)
      await publishEdge(name, change(before))
      return () => publishEdge(name, before)
    },
    async otherTable() {
      const TableName = 'fraud-or-not-local-table-others'
      const { Table } = await dynamo.send(new DescribeTableCommand({ TableName: outputs.TableName }))
      const indexes = Table?.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({
        ...{ IndexName, KeySchema, Projection },
      }))
      const { KeySchema, AttributeDefinitions } = Table ?? {}
      const create = dynamo.send(
        new CreateTableCommand({
          ...{ TableName, KeySchema, AttributeDefinitions, BillingMode: 'PAY_PER_REQUEST' },
          GlobalSecondaryIndexes: indexes,
        }),
      )
      await create.catch((error: unknown) => {
        if (!(error instanceof ResourceInUseException)) throw error
      })
      return TableName
    },
    kept: async () => (await keys()).map(({ pk, sk }) => `${pk?.S} ${sk?.S}`),
    async wipe() {
      for (const Key of await keys()) {
        await dynamo.send(new DeleteItemCommand({ TableName: outputs.TableName, Key }))
      }
    },
  }
}
