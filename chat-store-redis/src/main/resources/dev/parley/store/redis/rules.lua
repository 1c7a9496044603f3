-- ARGV: 2 room or '' for those of all rooms, 3 version.
if ARGV[2] == '' then
    redis.call('HINCRBY', KEYS[1], 'era', 1)
    redis.call('DEL', KEYS[3])
elseif tonumber(redis.call('HGET', KEYS[3], ARGV[2]) or '-1') < tonumber(ARGV[3]) then
    redis.call('HSET', KEYS[3], ARGV[2], ARGV[3])
end
return {'OK'}
