const wsClient = createWebSocketClient('ws://localhost:3000/ws')

// get the connection statistics
const stats = wsClient.getStats()
console.log('Total messages sent:', stats.messagesSent)
console.log('Total messages received:', stats.messagesReceived)
console.log('Connection uptime:', stats.uptime)
console.log('Reconnection attempts:', stats.reconnectionAttempts)
console.log('Average message size:', stats.averageMessageSize)

// listen for performance events
wsClient.on('performance_metric', (metric) => {
  console.log('Performance metric:', metric)
  
  // send to the monitoring system
  sendToMonitoring({
    type: 'websocket_performance',
    metric,
    timestamp: Date.now()
  })
})
