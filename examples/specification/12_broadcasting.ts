const wsClient = createWebSocketClient('ws://localhost:3000/ws')

// broadcast to all connected clients
wsClient.broadcast({
  type: 'announcement',
  message: 'Server maintenance in 5 minutes',
  timestamp: Date.now()
})

// broadcast to a certain room
wsClient.broadcastToRoom('general', {
  type: 'chat',
  message: 'Hello, general room!',
  sender: 'system'
})

// broadcast to several rooms
wsClient.broadcastToRooms(['general', 'support'], {
  type: 'notification',
  message: 'New feature available!',
  feature: 'real-time-chat'
})

// broadcast to a certain user
wsClient.broadcastToUser('user123', {
  type: 'private_message',
  message: 'You have a new message',
  from: 'admin'
})
