exports.handler = async () => ({ statusCode: 200, body: JSON.stringify({ table: process.env.TABLE_NAME }) })
