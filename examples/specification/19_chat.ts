class ChatClient {
  private wsClient: any
  
  constructor(serverUrl: string, token: string) {
    this.wsClient = createWebSocketClient(`${serverUrl}/chat`, {
      autoReconnect: true,
      headers: { Authorization: `Bearer ${token}` }
    })
    
    this.setupEventHandlers()
  }
  
  private setupEventHandlers() {
    this.wsClient.on('open', () => {
      console.log('Chat connected')
      this.joinRoom('general')
    })
    
    this.wsClient.on('message', (data) => {
      this.handleMessage(data)
    })
    
    this.wsClient.on('room_message', (roomName, message) => {
      this.displayMessage(roomName, message)
    })
  }
  
  private handleMessage(data: any) {
    switch (data.type) {
      case 'user_joined':
        this.showUserJoined(data.user)
        break
        
      case 'user_left':
        this.showUserLeft(data.user)
        break
        
      case 'typing_start':
        this.showTypingIndicator(data.user)
        break
        
      case 'typing_stop':
        this.hideTypingIndicator(data.user)
        break
    }
  }
  
  public sendMessage(roomName: string, message: string) {
    this.wsClient.send({
      type: 'chat_message',
      room: roomName,
      message,
      timestamp: Date.now()
    })
  }
  
  public startTyping(roomName: string) {
    this.wsClient.send({
      type: 'typing_start',
      room: roomName
    })
  }
  
  public stopTyping(roomName: string) {
    this.wsClient.send({
      type: 'typing_stop',
      room: roomName
    })
  }
  
  private displayMessage(roomName: string, message: any) {
    // show the message in the UI
    const messageElement = document.createElement('div')
    messageElement.textContent = `${message.user}: ${message.message}`
    document.getElementById(`room-${roomName}`)?.appendChild(messageElement)
  }
  
  private showUserJoined(user: any) {
    console.log(`${user.name} joined the chat`)
  }
  
  private showUserLeft(user: any) {
    console.log(`${user.name} left the chat`)
  }
  
  private showTypingIndicator(user: any) {
    console.log(`${user.name} is typing...`)
  }
  
  private hideTypingIndicator(user: any) {
    console.log(`${user.name} stopped typing`)
  }
}

// use the chat client
const chatClient = new ChatClient('ws://localhost:3000', 'user-token')

// send a message
document.getElementById('send-button')?.addEventListener('click', () => {
  const messageInput = document.getElementById('message-input') as HTMLInputElement
  const message = messageInput.value
  
  if (message.trim()) {
    chatClient.sendMessage('general', message)
    messageInput.value = ''
  }
})

// typing indicator
let typingTimeout: NodeJS.Timeout
document.getElementById('message-input')?.addEventListener('input', () => {
  chatClient.startTyping('general')
  
  clearTimeout(typingTimeout)
  typingTimeout = setTimeout(() => {
    chatClient.stopTyping('general')
  }, 1000)
})
