import { useMemo } from 'preact/hooks';
import { type Block, type Inline, isEmojiOnly, parseBlocks } from '../text/markup';

/** A message's text. Every piece is a text node. */
export function Markup({ text, me }: { text: string; me: string }) {
  const blocks = useMemo(() => parseBlocks(text), [text]);
  return (
    <div class={isEmojiOnly(text) ? 'markup markup-emoji' : 'markup'} dir="auto">
      {blocks.map((block, index) => (
        <BlockView key={index} block={block} me={me} />
      ))}
    </div>
  );
}

function BlockView({ block, me }: { block: Block; me: string }) {
  if (block.kind === 'code') {
    return (
      <pre tabindex={0} dir="ltr" aria-label={block.language === '' ? 'Code' : `Code, ${block.language}`}>
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
  switch (inline.kind) {
    case 'text':
      return <>{inline.text}</>;
    case 'code':
      return <code>{inline.text}</code>;
    case 'link':
      return (
        <a href={inline.href} target="_blank" rel="noopener noreferrer nofollow">
          {inline.text}
        </a>
      );
    case 'mention':
      return <b class={inline.text.toLowerCase() === `@${me.toLowerCase()}` ? 'mention mention-me' : 'mention'}>{inline.text}</b>;
    default: {
      const children = inline.children.map((child, at) => <InlineView key={at} inline={child} me={me} />);
      return inline.kind === 'strong' ? <strong>{children}</strong> : inline.kind === 'em' ? <em>{children}</em> : <s>{children}</s>;
    }
  }
}
