import '@fontsource-variable/inter/index.css';
import './styles/index.css';
import { render } from 'preact';
import { Chat } from './app/chat';
import { App } from './view/App';
import { ChatContext } from './view/context';

const chat = new Chat();
const root = document.getElementById('app');
if (root !== null) {
  render(
    <ChatContext.Provider value={chat}>
      <App />
    </ChatContext.Provider>,
    root,
  );
}
void chat.entry.start();
