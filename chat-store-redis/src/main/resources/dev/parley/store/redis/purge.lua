-- ARGV: 2 through this number. What is not archived stays.
if redis.call('EXISTS', KEYS[4]) == 0 then
    return {'COLD'}
end
local through = math.min(tonumber(ARGV[2]), number('archived'))
if through > number('purged') then
    redis.call('HSET', KEYS[4], 'purged', through)
end
return {'OK'}
