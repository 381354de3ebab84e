// A transactional producer with kafkajs, which commits and aborts by turns. The folder's README says how its lines look.
'use strict'

const fs = require('node:fs')

const STDOUT = 1
const PARTITIONS = 4
const RECORDS = PARTITIONS + 1 // two in one of them
const FAILURES_MAX = 50

// Over all partitions, each time from another one.
const recordsOf = (number) =>
  Array.from({ length: RECORDS }, (_, i) => ({ partition: (number + i) % PARTITIONS, value: `${number}-${i}` }))

async function transact(kafka, topic, transactionalId, count) {
  let producer

  async function connected() {
    if (!producer) {
      producer = kafka.producer({
        transactionalId,
        idempotent: true,
        maxInFlightRequests: 1,
        allowAutoTopicCreation: false,
        // As often as it takes, as it is by default, and sooner: after each transaction it may have to wait for the last.
        retry: { initialRetryTime: 10, maxRetryTime: 500, retries: Number.MAX_SAFE_INTEGER },
      })
      await producer.connect()
    }
    return producer
  }

  async function outcomeOf(decided, records) {
    let transaction
    let commitAsked = false
    try {
      transaction = await (await connected()).transaction()
      const messages = records.map(({ partition, value }) => ({ partition, value, key: transactionalId }))
      await transaction.send({ topic, messages }) // until they are acknowledged
      commitAsked = decided === 'commit'
      await (commitAsked ? transaction.commit() : transaction.abort())
      return decided
    } catch (error) {
      console.error(error.message)
      let outcome = commitAsked ? 'unknown' : 'abort'
      if (transaction && transaction.isActive()) {
        // After a commit or an abort that failed it is not, and there is no way on but with another producer.
        await transaction.abort().then(
          () => (outcome = 'abort'),
          (refusal) => console.error(refusal.message)
        )
      }
      // Nor is there after a send that failed: kafkajs gives the sequence numbers of records of which it has not heard
      // to others of the same epoch, and what is written already makes these duplicates, here as on Apache Kafka.
      await producer.disconnect()
      producer = undefined
      return outcome
    }
  }

  const missing = { commit: count, abort: count }
  let failures = 0
  for (let number = 0; missing.commit > 0 || missing.abort > 0; number++) {
    const decided = number % 2 ? 'abort' : 'commit'
    const records = recordsOf(number)
    const outcome = await outcomeOf(decided, records)
    const places = records.map(({ partition, value }) => `${partition}:${value}`)
    fs.writeSync(STDOUT, `${[number, decided, outcome, ...places].join(' ')}\n`)
    if (outcome === decided) missing[decided]--
    else if (++failures > FAILURES_MAX) throw new Error(`more than ${FAILURES_MAX} transactions failed`)
  }
  await producer.disconnect()
}

exports.transact = transact
