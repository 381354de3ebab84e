'use strict'

const fs = require('node:fs')

const decode = (text) => (text === '-' ? null : Buffer.from(text, 'base64'))

// kafkajs keeps headers in an object, so values of one name stand together.
function parseHeaders(text) {
  const headers = {}
  for (const pair of text.split(',').filter(Boolean)) {
    const [name, data] = pair.split(':')
    const key = Buffer.from(name, 'base64').toString()
    headers[key] = [...(headers[key] ?? []), decode(data)]
  }
  return headers
}

function parseRecordLine(line) {
  const [partition, , timestamp, key, value, headers] = line.split('\t')
  return {
    partition: Number(partition),
    timestamp,
    key: decode(key),
    value: decode(value),
    headers: parseHeaders(headers),
  }
}

exports.readRecordLines = (path) => fs.readFileSync(path, 'utf8').split('\n').filter(Boolean).map(parseRecordLine)
