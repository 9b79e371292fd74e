// The specification's own examples, against the types that were exported from C++. Never run: tsc --strict checks it.
import type { chat_protocol, game_message, validated_message } from "./messages.js";

interface Client<T> {
  connect(): Promise<void>;
  send(message: T): void;
  on(event: "message", handler: (data: T) => void): void;
}
declare function createWebSocketClient<T>(url: string, options: { autoReconnect?: boolean }): Client<T>;
declare function updateGameState(data: any): void;
declare function handlePlayerMove(data: any): void;
declare function showGameOver(data: any): void;

// ---- "A type-safe WebSocket"

interface ChatMessage {
  type: 'chat'
  message: string
  userId: string
  timestamp: number
}

interface SystemMessage {
  type: 'system'
  action: 'user_joined' | 'user_left' | 'notification'
  data: any
}

type WebSocketMessage = ChatMessage | SystemMessage

// The same types in both directions.
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;
type Plain<T> = T extends object ? { [K in keyof T]: T[K] } : T;
export const chat_is_the_same: Same<Plain<chat_protocol>, Plain<WebSocketMessage>> = true;

const wsClient = createWebSocketClient<chat_protocol>('ws://localhost:3000/ws', {
  autoReconnect: true
})

await wsClient.connect()

wsClient.send({
  type: 'chat',
  message: 'Hello, everyone!',
  userId: 'user123',
  timestamp: Date.now()
})

wsClient.on('message', (data: chat_protocol) => {
  switch (data.type) {
    case 'chat':
      console.log(`${data.userId}: ${data.message}`)
      break

    case 'system':
      console.log(`System: ${data.action}`)
      break

    default: {
      const nothing_is_left: never = data
      console.log(nothing_is_left)
    }
  }
})

// ---- "Receiving messages"

interface GameMessage {
  type: 'game_update' | 'player_move' | 'game_over'
  data: any
}
export const game_is_the_same: Same<Plain<game_message>, Plain<GameMessage>> = true;

const gameClient = createWebSocketClient<game_message>('ws://localhost:3000/ws', {})

gameClient.on('message', (data: GameMessage) => {
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

// ---- "Message validation"

const validated = createWebSocketClient<validated_message>('ws://localhost:3000/ws', {})

validated.send({
  type: 'chat',
  message: 'Hello!',
  userId: 'user123'
})

validated.send({ type: 'status', online: true, timestamp: 1.5 })

validated.send({
  // @ts-expect-error: fails validation
  type: 'invalid',
  data: 'invalid'
})
