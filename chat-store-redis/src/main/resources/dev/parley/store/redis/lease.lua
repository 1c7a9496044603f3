-- ARGV: 2 node, 3 ms; KEYS[7]: the lease. The fence rises with each holder.
local holder = redis.call('GET', KEYS[7])
if holder == ARGV[2] then
    redis.call('PEXPIRE', KEYS[7], ARGV[3])
elseif holder then
    return {'HELD'}
else
    redis.call('SET', KEYS[7], ARGV[2], 'PX', ARGV[3])
    redis.call('HINCRBY', KEYS[1], 'fence', 1)
end
return {'OK', redis.call('HGET', KEYS[1], 'fence')}
