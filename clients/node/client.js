// The kafkajs client's part of the compatibility suite; the verbs are described in the folder's README.
// It consumes in a group alone.
'use strict'

const fs = require('node:fs')
const { Kafka, CompressionTypes, CompressionCodecs, logLevel } = require('kafkajs')
const snappy = require('kafkajs-snappy')
const lz4 = require('lz4-napi')
const { ZstdCodec } = require('zstd-codec')
const { group } = require('./group_member')
const { readRecordLines } = require('./record_lines')
const { transact } = require('./transactor')

const PARTITIONS = 4
const BATCH = 100 // records in one request

const CODECS = {
  none: CompressionTypes.None,
  gzip: CompressionTypes.GZIP,
  snappy: CompressionTypes.Snappy,
  lz4: CompressionTypes.LZ4,
  zstd: CompressionTypes.ZSTD,
}

CompressionCodecs[CompressionTypes.Snappy] = snappy
CompressionCodecs[CompressionTypes.LZ4] = () => ({
  compress: (encoder) => lz4.compressFrame(encoder.buffer),
  decompress: (buffer) => lz4.decompressFrame(buffer),
})
CompressionCodecs[CompressionTypes.ZSTD] = () => ({
  compress: async (encoder) => Buffer.from((await zstd()).compress(encoder.buffer)),
  decompress: async (buffer) => Buffer.from((await zstd()).decompress(buffer)),
})

const zstd = () => new Promise((resolve) => ZstdCodec.run((codec) => resolve(new codec.Simple())))

async function create(kafka, topics) {
  const admin = kafka.admin()
  await admin.connect()
  await admin.createTopics({
    topics: topics.map((topic) => ({
      topic,
      numPartitions: PARTITIONS,
      replicationFactor: 1,
      configEntries: [{ name: 'retention.ms', value: '-1' }], // the records are years old
    })),
  })
  await admin.disconnect()
}

async function produce(kafka, source, topics) {
  const messages = readRecordLines(source)
  for (const [topic, codec] of topics.map((argument) => argument.split('='))) {
    const producer = kafka.producer({ allowAutoTopicCreation: false })
    await producer.connect()
    for (let at = 0; at < messages.length; at += BATCH) {
      await producer.send({ topic, compression: CODECS[codec], messages: messages.slice(at, at + BATCH) })
    }
    await producer.disconnect()
  }
}

async function timestamps(kafka) {
  const admin = kafka.admin()
  await admin.connect()
  for (const line of fs.readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
    const [topic, partition, timestamp] = line.split(' ')
    const offsets = await admin.fetchTopicOffsetsByTimestamp(topic, Number(timestamp))
    const found = offsets.find((offset) => offset.partition === Number(partition))
    console.log(topic, partition, timestamp, found.offset)
  }
  await admin.disconnect()
}

async function run(verb, bootstrap, ...rest) {
  const kafka = new Kafka({
    clientId: 'kafkajs',
    brokers: bootstrap.split(','),
    logLevel: logLevel.ERROR,
    retry: { initialRetryTime: 100, maxRetryTime: 500 },
  })
  switch (verb) {
    case 'create':
      return create(kafka, rest)
    case 'produce':
      return produce(kafka, rest[0], rest.slice(1))
    case 'group':
      return group(kafka, rest[0], rest[1])
    case 'transact':
      return transact(kafka, rest[0], rest[1], Number(rest[2]))
    case 'timestamps':
      return timestamps(kafka)
    default:
      throw new Error(`unknown verb ${verb}`)
  }
}

process.env.KAFKAJS_NO_PARTITIONER_WARNING = '1'
run(...process.argv.slice(2)).catch((error) => {
  console.error(error)
  process.exit(1)
})
