const wsClient = createWebSocketClient('ws://localhost:3000/ws')

// listen for changes of the connection state
wsClient.on('open', () => {
  console.log('WebSocket connected')
})

wsClient.on('close', (event) => {
  console.log('WebSocket closed:', event.code, event.reason)
})

wsClient.on('error', (error) => {
  console.error('WebSocket error:', error)
})

// check the connection state
if (wsClient.isConnected()) {
  console.log('WebSocket is connected')
} else {
  console.log('WebSocket is disconnected')
}

// get the connection's information
const connectionInfo = wsClient.getConnectionInfo()
console.log('Connection URL:', connectionInfo.url)
console.log('Protocol:', connectionInfo.protocol)
console.log('Ready State:', connectionInfo.readyState)
