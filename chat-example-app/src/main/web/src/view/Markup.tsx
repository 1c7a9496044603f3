import { useMemo } from 'preact/hooks';
import { type Block, type Inline, isEmojiOnly, parseBlocks } from '../text/markup';
import { useChat, useTabStop } from './context';

/** A message's text. Every piece is a text node; of the names behind an `@` only those of the mentioned are shown as such. */
export function Markup({ text, mentions }: { text: string; mentions: readonly string[] }) {
  const { state } = useChat();
  const people = mentions.length === 0 ? [] : state.named(mentions);
  const me = state.me;
  const blocks = useMemo(() => parseBlocks(text, people), [text, people.map(({ name }) => name).join('\n')]);
  return (
    <div class={isEmojiOnly(text) ? 'markup markup-emoji' : 'markup'} dir="auto">
      {blocks.map((block, index) => (
        <BlockView key={index} block={block} me={me} />
      ))}
    </div>
  );
}

function BlockView({ block, me }: { block: Block; me: string }) {
  const tab = useTabStop();
  if (block.kind === 'code') {
    return (
      <pre tabIndex={tab} role="group" dir="ltr" aria-label={block.language === '' ? 'Code' : `Code, ${block.language}`}>
        {block.language !== '' && <span class="code-language">{block.language}</span>}
        <code>{block.text}</code>
      </pre>
    );
  }
  const lines = block.lines.map((line, index) => (
    <span key={index} class="line">
      {line.map((inline, at) => (
        <InlineView key={at} inline={inline} me={me} />
      ))}
      {index < block.lines.length - 1 && '\n'}
    </span>
  ));
  return block.kind === 'quote' ? <blockquote>{lines}</blockquote> : <p>{lines}</p>;
}

function InlineView({ inline, me }: { inline: Inline; me: string }) {
  const tab = useTabStop();
  switch (inline.kind) {
    case 'text':
      return <>{inline.text}</>;
    case 'code':
      return <code>{inline.text}</code>;
    case 'link':
      return (
        <a href={inline.href} target="_blank" rel="noopener noreferrer nofollow" tabIndex={tab}>
          {inline.text}
        </a>
      );
    case 'mention':
      return <b class={inline.id === me ? 'mention mention-me' : 'mention'}>{inline.text}</b>;
    default: {
      const children = inline.children.map((child, at) => <InlineView key={at} inline={child} me={me} />);
      return inline.kind === 'strong' ? <strong>{children}</strong> : inline.kind === 'em' ? <em>{children}</em> : <s>{children}</s>;
    }
  }
}
