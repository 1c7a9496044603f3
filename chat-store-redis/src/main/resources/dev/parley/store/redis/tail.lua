-- ARGV: 2 entries after this number, 3 how many at most.
if redis.call('EXISTS', KEYS[4]) == 0 then
    return {'COLD'}
end
local head = redis.call('HMGET', KEYS[4], 'epoch', 'seq', 'purged', 'archived', 'at', 'change')
local entries = {}
if ARGV[3] ~= '0' then
    local after = math.max(tonumber(ARGV[2]), tonumber(head[4]), tonumber(head[3]))
    for _, entry in ipairs(redis.call('XRANGE', KEYS[5], (after + 1) .. '-0', '+', 'COUNT', ARGV[3])) do
        table.insert(entries, entry[1])
        table.insert(entries, entry[2][2])
    end
end
return {'OK', head[1], head[2], head[3], head[4], head[5] or '', head[6] or '', entries}
