// A member of a group with kafkajs: processes records by writing them down, commits what it has processed, and leaves at
// SIGTERM. The folder's README says how its lines look. kafkajs tells no generation and knows no static members.
'use strict'

const fs = require('node:fs')

const STDOUT = 1
const SESSION_MS = 15_000
const HEARTBEAT_MS = 1_000
const FETCH_WAIT_MS = 200
// A fetch returns at once with so much; less waits, or each record would be a commit.
const FETCH_BYTES = 64 << 10

const write = (...words) => fs.writeSync(STDOUT, `${words.join(' ')}\n`)

async function group(kafka, topic, groupId) {
  let leaving = false
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: SESSION_MS,
    heartbeatInterval: HEARTBEAT_MS,
    maxWaitTimeInMs: FETCH_WAIT_MS,
    minBytes: FETCH_BYTES,
    allowAutoTopicCreation: false,
    // Not for ever: kafkajs tries a broker that is gone again before it asks anybody else who coordinates the group. When
    // it gives up, it joins anew by itself.
    retry: {
      initialRetryTime: 100,
      maxRetryTime: 500,
      retries: 5,
      // A member that is told to leave while kafkajs recovers would come back after it has left.
      restartOnFailure: async () => !leaving,
    },
  })
  const assigned = (partitions) => write('assigned', Date.now(), '-', ...[...partitions].sort((a, b) => a - b))
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => assigned(payload.memberAssignment[topic] ?? []))
  consumer.on(consumer.events.REBALANCING, () => assigned([]))
  const left = new Promise((resolve, reject) => {
    process.on('SIGTERM', () => {
      leaving = true
      consumer.disconnect().then(resolve, reject)
    })
    consumer.on(consumer.events.CRASH, ({ payload }) => payload.restart || leaving || reject(payload.error))
  })

  await consumer.connect()
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    eachBatch: async ({ batch, resolveOffset, isRunning, isStale }) => {
      if (!isRunning() || isStale() || batch.isEmpty()) return
      const { partition, messages } = batch
      const lines = messages.map(({ offset, key }) => `processed ${partition} ${offset} ${key}\n`)
      fs.writeSync(STDOUT, lines.join(''))
      const next = BigInt(messages.at(-1).offset) + 1n
      const sent = Date.now()
      await consumer.commitOffsets([{ topic, partition, offset: `${next}` }])
      // The clock has whole milliseconds, so the answer was before the next one.
      write('committed', sent, Date.now() + 1, '-', `${partition}:${next}`)
      resolveOffset(messages.at(-1).offset)
    },
  })
  await left
}

exports.group = group
