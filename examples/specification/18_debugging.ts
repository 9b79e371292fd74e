const wsClient = createWebSocketClient('ws://localhost:3000/ws', {
  // turn debug mode on
  debug: {
    enabled: true,
    logMessages: true,
    logEvents: true,
    logPerformance: true
  }
})

// see detailed logs in the browser console
wsClient.on('debug', (info) => {
  console.group('WebSocket Debug')
  console.log('Type:', info.type)
  console.log('Data:', info.data)
  console.log('Timestamp:', info.timestamp)
  console.groupEnd()
})

// get the debug information
const debugInfo = wsClient.getDebugInfo()
console.log('Debug info:', debugInfo)
