const wsClient = createWebSocketClient('ws://localhost:3000/ws', {
  // message queue options
  messageQueue: {
    enabled: true,
    maxSize: 1000,
    flushInterval: 100
  }
})

// send messages in batches
wsClient.queueMessage({ type: 'log', level: 'info', message: 'User action' })
wsClient.queueMessage({ type: 'log', level: 'info', message: 'Another action' })
wsClient.queueMessage({ type: 'log', level: 'info', message: 'Third action' })

// flush the queue by hand
wsClient.flushMessageQueue()

// get the queue's status
const queueStatus = wsClient.getMessageQueueStatus()
console.log('Queue size:', queueStatus.size)
console.log('Queue full:', queueStatus.isFull)
