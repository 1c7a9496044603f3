/** The emoji of the picker, by group, each with the words it is found by. */

export interface Emoji {
  readonly symbol: string;
  readonly words: string;
}

export interface EmojiGroup {
  readonly name: string;
  readonly emoji: readonly Emoji[];
}

function group(name: string, list: string): EmojiGroup {
  const emoji = list.split('\n').map((line) => {
    const [symbol = '', ...words] = line.trim().split(' ');
    return { symbol, words: words.join(' ') };
  });
  return { name, emoji };
}

export const QUICK_REACTIONS = ['👍', '❤️', '😂', '🎉', '👀', '🙏'] as const;

export const EMOJI_GROUPS: readonly EmojiGroup[] = [
  group(
    'Smileys',
    `😀 grin happy
     😄 smile happy
     😁 beam teeth
     😂 joy laugh tears
     🤣 rofl laugh floor
     😊 blush smile
     🙂 slight smile
     😉 wink
     😍 heart eyes love
     😘 kiss
     😋 yum tasty
     😎 cool sunglasses
     🤩 star struck wow
     🥳 party celebrate
     🤔 think hmm
     🤨 eyebrow doubt
     😐 neutral
     😏 smirk
     🙄 eye roll
     😅 sweat relief
     😬 grimace
     😌 relieved calm
     😴 sleep tired
     🤤 drool
     😕 confused
     😢 cry sad
     😭 sob cry loud
     😤 huff steam
     😠 angry
     🤯 mind blown
     😱 scream fear
     🥺 plead please
     😇 angel halo
     🤗 hug
     🤫 quiet shush
     🫡 salute
     🤖 robot bot
     💀 skull dead`,
  ),
  group(
    'People',
    `👍 thumbs up yes agree
     👎 thumbs down no
     👌 ok perfect
     ✌️ peace victory
     🤞 fingers crossed luck
     👏 clap applause
     🙌 raised hands hooray
     🙏 thanks please pray
     🤝 handshake deal
     💪 strong muscle
     👋 wave hello bye
     ✋ stop hand
     👉 point right
     👇 point down
     ☝️ point up one
     👀 eyes look
     🧠 brain smart
     🙋 raise hand question
     🤷 shrug dunno
     🤦 facepalm
     🧑‍💻 developer coder laptop
     🏃 run late`,
  ),
  group(
    'Nature and food',
    `🐶 dog
     🐱 cat
     🦊 fox
     🐻 bear
     🐢 turtle slow
     🐛 bug insect
     🦄 unicorn
     🐙 octopus
     🌱 seedling grow
     🌳 tree
     🌸 blossom flower
     🌞 sun
     🌧️ rain
     ⛄ snowman winter
     🔥 fire hot lit
     ⭐ star
     🌈 rainbow
     ☕ coffee break
     🍵 tea
     🍕 pizza lunch
     🍔 burger
     🍎 apple
     🍰 cake
     🍪 cookie
     🍺 beer
     🥐 croissant breakfast`,
  ),
  group(
    'Objects',
    `🎉 party tada celebrate
     🎂 birthday cake
     🎁 gift present
     🏆 trophy win
     🥇 gold medal first
     🎯 target goal
     🚀 rocket launch ship
     🚧 construction wip
     🚨 alarm alert
     🔔 bell notify
     📌 pin
     📎 paperclip attach
     📣 announce megaphone
     💡 idea bulb
     🔧 wrench fix
     🔨 hammer build
     🔒 lock secure
     🔑 key
     📦 package release
     📈 chart up growth
     📉 chart down
     📅 calendar date
     ⏰ clock time
     💻 laptop computer
     🖥️ screen desktop
     📱 phone mobile
     🎧 headphones music
     🎵 music note
     📷 camera photo
     ✈️ plane travel
     🚲 bike
     🏠 home house`,
  ),
  group(
    'Symbols',
    `❤️ heart love red
     🧡 orange heart
     💚 green heart
     💙 blue heart
     💜 purple heart
     💔 broken heart
     💯 hundred perfect
     ✨ sparkles new
     ✅ check done yes
     ☑️ tick box
     ❌ cross no wrong
     ❗ exclamation important
     ❓ question
     ⚠️ warning
     ➕ plus add
     ➡️ arrow right
     ⬆️ arrow up
     🔁 repeat retry
     ♻️ recycle
     🆗 ok
     🆕 new
     💬 speech chat message
     💭 thought
     💤 sleep zzz`,
  ),
];

export function findEmoji(query: string): readonly Emoji[] {
  const wanted = query.trim().toLowerCase();
  const seen = new Set<string>();
  return EMOJI_GROUPS.flatMap((each) => each.emoji).filter((each) => {
    const hit = each.words.includes(wanted) && !seen.has(each.symbol);
    seen.add(each.symbol);
    return hit;
  });
}
