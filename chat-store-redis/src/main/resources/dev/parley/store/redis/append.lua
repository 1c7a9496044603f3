-- ARGV: 2 room, 3 epoch if there is none, 4 version of the rules or '', 5 era of the rules, 6 window of keys in ms, 7 most bytes,
-- 8 longest lag in ms; then for each draft 9: form, key or '', whether the key is free, target, number it was decided after or '',
-- whether it is stale, version of the rules or '', time, epoch it was decided in.
if redis.call('EXISTS', KEYS[4]) == 0 then
    return {'COLD'}
end
local now = millis()
local oldest = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
if oldest[2] and now - tonumber(oldest[2]) > tonumber(ARGV[8]) then
    return {'FULL', 'the archive is behind by ' .. math.floor((now - tonumber(oldest[2])) / 1000) .. ' s'}
end
local size = 0
local rules = redis.call('HGET', KEYS[3], ARGV[2])
for i = 9, #ARGV, 9 do
    size = size + #ARGV[i]
    if ARGV[i + 6] ~= '' and not rules then
        if ARGV[4] == '' or ARGV[5] ~= (redis.call('HGET', KEYS[1], 'era') or '0') then
            return {'RULES', redis.call('HGET', KEYS[1], 'era') or '0'}
        end
        redis.call('HSET', KEYS[3], ARGV[2], ARGV[4])
        rules = ARGV[4]
    end
end
local bytes = tonumber(redis.call('HGET', KEYS[1], 'bytes') or '0')
if bytes + size > tonumber(ARGV[7]) then
    return {'FULL', bytes .. ' bytes wait for the archive'}
end
local period = math.floor(now / tonumber(ARGV[6]))
local current = KEYS[7] .. period
local before = KEYS[7] .. (period - 1)
local epoch = redis.call('HGET', KEYS[4], 'epoch')
local seq = number('seq')
local archived = number('archived')
local purged = number('purged')
local written = 0
local results = {}
local last
for i = 9, #ARGV, 9 do
    local key = ARGV[i + 1]
    local known = false
    if key ~= '' and ARGV[i + 2] ~= '1' then
        known = redis.call('HGET', current, key) or redis.call('HGET', before, key)
    end
    if known and tonumber(known) > purged then
        local form = ''
        if tonumber(known) > archived then
            form = redis.call('XRANGE', KEYS[5], known .. '-0', known .. '-0')[1][2][2]
        end
        table.insert(results, {'D', known, form})
    elseif ARGV[i + 6] ~= '' and tonumber(rules) > tonumber(ARGV[i + 6]) then
        table.insert(results, {'S'})
    elseif ARGV[i + 5] == '1' then
        table.insert(results, {'S'})
    else
        local target = tonumber(ARGV[i + 3])
        if ARGV[i + 4] ~= '' then
            local decided = tonumber(ARGV[i + 4])
            local changed = tonumber(redis.call('HGET', KEYS[6], ARGV[i + 3]) or '0')
            if ARGV[i + 8] ~= epoch or decided < archived or changed > decided or target <= purged then
                return {'RETRY'}
            end
        end
        if epoch == '' then
            epoch = ARGV[3]
            redis.call('HSET', KEYS[4], 'epoch', epoch)
        end
        seq = seq + 1
        redis.call('XADD', KEYS[5], seq .. '-0', 'e', ARGV[i], 't', ARGV[i + 3], 'm', now)
        if key ~= '' then
            redis.call('HSET', current, key, seq)
            redis.call('PEXPIRE', current, 2 * tonumber(ARGV[6]))
        end
        if target > 0 then
            redis.call('HSET', KEYS[6], ARGV[i + 3], seq)
        end
        written = written + #ARGV[i]
        last = ARGV[i + 7]
        table.insert(results, {'N', tostring(seq)})
    end
end
if last then
    redis.call('HSET', KEYS[4], 'seq', seq, 'at', last)
    redis.call('HINCRBY', KEYS[4], 'bytes', written)
    redis.call('HINCRBY', KEYS[1], 'bytes', written)
    waits(ARGV[2], now)
end
return {'OK', epoch, tostring(archived), results}
