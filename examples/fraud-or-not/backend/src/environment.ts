import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { dynamoTable } from './dynamo-table.ts'
import type { ReportTable } from './table.ts'

/** Reads a variable that the template sets; without it the function does not start. */
export function variable(name: string): string {
  const value = process.env[name]
  if (value === undefined || value === '') throw new Error(`the environment variable ${name} is not set`)
  return value
}

/** Opens the table that the template names, once per running function. */
export function openTable(): ReportTable {
  return dynamoTable(DynamoDBDocumentClient.from(new DynamoDBClient({})), variable('TABLE_NAME'))
}
