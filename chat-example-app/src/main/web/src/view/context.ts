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

/** Whether what is inside a message can be reached with Tab: only while the focus is in that message. */
export const TabStopContext = createContext(-1);

export function useTabStop(): number {
  return useContext(TabStopContext);
}
