// test/websocket.test.ts
import { describe, expect, it, beforeEach, afterEach } from 'bun:test'
import { createWebSocketClient } from '@vafast/api-client'

describe('WebSocket Client', () => {
  let wsClient: any
  
  beforeEach(() => {
    wsClient = createWebSocketClient('ws://localhost:3000/ws', {
      autoReconnect: false
    })
  })
  
  afterEach(() => {
    wsClient.close()
  })
  
  it('should connect successfully', async () => {
    await wsClient.connect()
    expect(wsClient.isConnected()).toBe(true)
  })
  
  it('should send and receive messages', async () => {
    await wsClient.connect()
    
    const messagePromise = new Promise((resolve) => {
      wsClient.on('message', resolve)
    })
    
    wsClient.send({ type: 'test', data: 'hello' })
    
    const receivedMessage = await messagePromise
    expect(receivedMessage).toEqual({ type: 'test', data: 'hello' })
  })
  
  it('should handle connection errors', async () => {
    const errorPromise = new Promise((resolve) => {
      wsClient.on('error', resolve)
    })
    
    // try to connect to an invalid URL
    wsClient = createWebSocketClient('ws://invalid-url:9999')
    
    try {
      await wsClient.connect()
    } catch (error) {
      // expected to fail
    }
    
    const error = await errorPromise
    expect(error).toBeDefined()
  })
})
