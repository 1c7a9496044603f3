import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Chat } from '../app/chat';

export const ChatContext = createContext<Chat | undefined>(undefined);

export function useChat(): Chat {
  const chat = useContext(ChatContext);
  if (chat === undefined) {
    throw new Error('No chat around this view');
  }
  return chat;
}
