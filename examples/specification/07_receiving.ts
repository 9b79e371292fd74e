const wsClient = createWebSocketClient('ws://localhost:3000/ws')

// listen for every message
wsClient.on('message', (data, event) => {
  console.log('Raw message:', data)
  console.log('Event:', event)
})

// listen for messages of a certain type
wsClient.on('message', (data) => {
  if (typeof data === 'string') {
    console.log('Text message:', data)
  } else if (data instanceof ArrayBuffer) {
    console.log('Binary message:', data)
  } else if (data instanceof Blob) {
    console.log('Blob message:', data)
  } else {
    console.log('JSON message:', data)
  }
})

// type-safe message handling
interface GameMessage {
  type: 'game_update' | 'player_move' | 'game_over'
  data: any
}

wsClient.on('message', (data: GameMessage) => {
  switch (data.type) {
    case 'game_update':
      updateGameState(data.data)
      break
      
    case 'player_move':
      handlePlayerMove(data.data)
      break
      
    case 'game_over':
      showGameOver(data.data)
      break
  }
})
