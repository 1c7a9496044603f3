-- ARGV: 2 room, 3 new epoch, 4 window of keys in ms.
if redis.call('EXISTS', KEYS[4]) == 0 then
    return {'COLD'}
end
if redis.call('HGET', KEYS[4], 'epoch') == '' then
    return {'NONE'}
end
redis.call('HINCRBY', KEYS[1], 'bytes', 0 - number('bytes'))
local period = math.floor(millis() / tonumber(ARGV[4]))
redis.call('DEL', KEYS[5], KEYS[6], KEYS[7] .. period, KEYS[7] .. (period - 1))
redis.call(
    'HSET', KEYS[4], 'epoch', ARGV[3], 'seq', 0, 'archived', 0, 'purged', 0, 'at', '', 'bytes', 0, 'change', 'reset')
waits(ARGV[2], millis())
return {'OK'}
