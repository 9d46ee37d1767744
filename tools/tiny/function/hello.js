const greeting = 'hello 1'

export async function handler() {
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ greeting, loud: process.env.LOUD === 'true' }),
  }
}
