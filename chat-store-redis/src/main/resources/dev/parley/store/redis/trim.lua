-- ARGV: 2 room, 3 fence or '', 4 epoch, 5 archived through this number, 6 the change that the archive has made, or ''.
if ARGV[3] ~= '' and ARGV[3] ~= redis.call('HGET', KEYS[1], 'fence') then
    return {'FENCED'}
end
if redis.call('HGET', KEYS[4], 'epoch') ~= ARGV[4] then
    return {'OK'}
end
if ARGV[6] ~= '' and ARGV[6] == redis.call('HGET', KEYS[4], 'change') then
    redis.call('HDEL', KEYS[4], 'change')
end
local through = tonumber(ARGV[5])
if through > number('archived') and through <= number('seq') then
    local freed = 0
    for _, entry in ipairs(redis.call('XRANGE', KEYS[5], '-', through .. '-0')) do
        freed = freed + #entry[2][2]
        local target = entry[2][4]
        if target ~= '0' and (redis.call('HGET', KEYS[6], target) or '') .. '-0' == entry[1] then
            redis.call('HDEL', KEYS[6], target)
        end
    end
    redis.call('XTRIM', KEYS[5], 'MINID', (through + 1) .. '-0')
    redis.call('HSET', KEYS[4], 'archived', through)
    redis.call('HINCRBY', KEYS[4], 'bytes', 0 - freed)
    redis.call('HINCRBY', KEYS[1], 'bytes', 0 - freed)
end
local first = redis.call('XRANGE', KEYS[5], '-', '+', 'COUNT', 1)[1]
if first then
    redis.call('ZADD', KEYS[2], 'XX', first[2][6], ARGV[2])
elseif redis.call('HEXISTS', KEYS[4], 'change') == 0 then
    redis.call('ZREM', KEYS[2], ARGV[2])
end
return {'OK'}
