const wsClient = createWebSocketClient('ws://localhost:3000/ws', {
  // automatic reconnection
  autoReconnect: true,
  
  // the most reconnection attempts
  maxReconnectAttempts: 10,
  
  // reconnection delay (milliseconds)
  reconnectDelay: 1000,
  
  // connection timeout
  connectionTimeout: 5000,
  
  // heartbeat interval
  heartbeatInterval: 30000,
  
  // heartbeat timeout
  heartbeatTimeout: 5000,
  
  // subprotocols
  protocols: ['chat', 'v1'],
  
  // request headers
  headers: {
    'Authorization': 'Bearer token123',
    'User-Agent': 'Vafast-WebSocket-Client/1.0.0'
  }
})
