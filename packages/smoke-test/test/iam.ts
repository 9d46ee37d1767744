/** Asks IAM of the local cloud as its root, in IAM's own form, so that no further client is needed; gives the XML. */
export async function iam(endpoint: string, parameters: Readonly<Record<string, string>>): Promise<string> {
  const scope = '000000000000/20261121/us-east-1/iam/aws4_request'
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=${'0'.repeat(64)}`
  const body = new URLSearchParams({ Version: '2010-05-08', ...parameters })
  const answer = await fetch(endpoint, { method: 'POST', headers: { authorization }, body })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${parameters['Action']}: ${answer.status} ${text}`)
  return text
}
