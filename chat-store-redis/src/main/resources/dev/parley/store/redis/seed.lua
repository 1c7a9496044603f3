-- ARGV: 2 room, 3 epoch or '', 4 last number, 5 purged through, 6 time of the last or '', 7 epoch to renew it with if Redis lost what it had.
if redis.call('EXISTS', KEYS[4]) == 1 then
    return {'OK'}
end
local epoch = ARGV[3]
if epoch ~= '' and redis.call('HEXISTS', KEYS[1], 'lost') == 1 then
    epoch = ARGV[7]
    redis.call('HSET', KEYS[4], 'change', 'renew')
    waits(ARGV[2], millis())
end
redis.call(
    'HSET', KEYS[4], 'epoch', epoch, 'seq', ARGV[4], 'archived', ARGV[4], 'purged', ARGV[5], 'at', ARGV[6], 'bytes', 0,
    'run', ARGV[1])
return {'OK'}
