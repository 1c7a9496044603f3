-- ARGV: 2 room, 3 epoch, 4 window of keys in ms; then for each entry 5: number, form, key or '', target, time. What does not follow is left out.
if redis.call('HGET', KEYS[4], 'epoch') == '' then
    redis.call('HSET', KEYS[4], 'epoch', ARGV[3])
end
if redis.call('HGET', KEYS[4], 'epoch') ~= ARGV[3] then
    return {'OTHER'}
end
local now = millis()
local current = KEYS[7] .. math.floor(now / tonumber(ARGV[4]))
local seq = number('seq')
local written = 0
for i = 5, #ARGV, 5 do
    if tonumber(ARGV[i]) == seq + 1 then
        seq = seq + 1
        redis.call('XADD', KEYS[5], seq .. '-0', 'e', ARGV[i + 1], 't', ARGV[i + 3], 'm', now)
        if ARGV[i + 2] ~= '' then
            redis.call('HSET', current, ARGV[i + 2], seq)
            redis.call('PEXPIRE', current, 2 * tonumber(ARGV[4]))
        end
        if ARGV[i + 3] ~= '0' then
            redis.call('HSET', KEYS[6], ARGV[i + 3], seq)
        end
        redis.call('HSET', KEYS[4], 'seq', seq, 'at', ARGV[i + 4])
        written = written + #ARGV[i + 1]
    end
end
if written > 0 then
    redis.call('HINCRBY', KEYS[4], 'bytes', written)
    redis.call('HINCRBY', KEYS[1], 'bytes', written)
    waits(ARGV[2], now)
end
return {'OK', tostring(seq)}
