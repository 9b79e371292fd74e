const wsClient = createWebSocketClient('ws://localhost:3000/ws', {
  autoReconnect: false // no automatic reconnection
})

// connect by hand
try {
  await wsClient.connect()
  console.log('Connected successfully')
} catch (error) {
  console.error('Connection failed:', error)
}

// reconnect by hand
if (wsClient.isConnected()) {
  wsClient.reconnect()
}

// close the connection
wsClient.close(1000, 'Normal closure')

// force it closed
wsClient.forceClose()
