-- ARGV[1] is empty; 2 room, 3 epoch of the archive, 4 its last number, 5 purged through, 6 time of the last or '', 7 the process of Redis.
-- A Redis that came back with older data may be behind the archive.
local change = redis.call('HGET', KEYS[4], 'change')
local last = tonumber(ARGV[4])
if ARGV[3] ~= '' and not change and ARGV[3] ~= redis.call('HGET', KEYS[4], 'epoch') then
    redis.call('HSET', KEYS[4], 'epoch', ARGV[3], 'seq', 0, 'archived', 0, 'purged', ARGV[5])
    redis.call('DEL', KEYS[6])
end
if change ~= 'reset' and last > number('archived') then
    local freed = 0
    for _, entry in ipairs(redis.call('XRANGE', KEYS[5], '-', last .. '-0')) do
        freed = freed + #entry[2][2]
    end
    redis.call('XTRIM', KEYS[5], 'MINID', (last + 1) .. '-0')
    redis.call('HINCRBY', KEYS[4], 'bytes', 0 - freed)
    redis.call('HINCRBY', KEYS[1], 'bytes', 0 - freed)
    redis.call('HSET', KEYS[4], 'archived', last)
    if last > number('seq') then
        redis.call('HSET', KEYS[4], 'seq', last, 'at', ARGV[6])
    end
end
if change ~= 'reset' and tonumber(ARGV[5]) > number('purged') then
    redis.call('HSET', KEYS[4], 'purged', ARGV[5])
end
redis.call('HSET', KEYS[4], 'run', ARGV[7])
return {'OK'}
