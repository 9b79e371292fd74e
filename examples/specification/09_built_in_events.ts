const wsClient = createWebSocketClient('ws://localhost:3000/ws')

// connection events
wsClient.on('open', (event) => {
  console.log('Connection opened:', event)
})

wsClient.on('close', (event) => {
  console.log('Connection closed:', event.code, event.reason)
})

wsClient.on('error', (error) => {
  console.error('Connection error:', error)
})

// message events
wsClient.on('message', (data, event) => {
  console.log('Message received:', data)
})

// reconnection events
wsClient.on('reconnect', (attempt) => {
  console.log(`Reconnecting... Attempt ${attempt}`)
})

wsClient.on('reconnect_success', (attempt) => {
  console.log(`Reconnected successfully after ${attempt} attempts`)
})

wsClient.on('reconnect_failed', (attempt) => {
  console.log(`Reconnection failed after ${attempt} attempts`)
})

// heartbeat events
wsClient.on('heartbeat', () => {
  console.log('Heartbeat sent')
})

wsClient.on('heartbeat_timeout', () => {
  console.log('Heartbeat timeout')
})
