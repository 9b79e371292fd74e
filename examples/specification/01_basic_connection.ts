import { createWebSocketClient } from '@vafast/api-client'

// create the WebSocket client
const wsClient = createWebSocketClient('ws://localhost:3000/ws', {
  autoReconnect: true,
  maxReconnectAttempts: 5
})

// connect to the server
await wsClient.connect()

// send a message
wsClient.send({ type: 'chat', message: 'Hello, World!' })

// listen for messages
wsClient.on('message', (data) => {
  console.log('Received:', data)
})

// close the connection
wsClient.close()
