-- KEYS: 1 state of the tier, 2 rooms that wait for the archive, 3 versions of rules, 4 head, 5 log, 6 last changes, 7 keys of drafts.
-- ARGV[1]: the process of Redis that the caller is connected to.
local function millis()
    local time = redis.call('TIME')
    return time[1] * 1000 + math.floor(time[2] / 1000)
end
local function number(field)
    return tonumber(redis.call('HGET', KEYS[4], field) or '0')
end
local function waits(room, at)
    redis.call('ZADD', KEYS[2], 'NX', at, room)
end
