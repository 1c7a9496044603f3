package dev.parley.cluster.redis.chat;

/**
 * What is done in Redis at once, in its own time. The first key always is the sorted set of the leases: names of engines, with when
 * they end. Fields of hashes are {@code engine|key}; the field {@code engine|} of a table is the version of the engine's entries.
 */
final class LeaseScripts {

    private static final String NOW = """
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            local function live(id)
              local over = redis.call('ZSCORE', KEYS[1], id)
              return over and tonumber(over) > now
            end
            """;

    private static final String OTHERS = NOW + """
            local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. now, '+inf')
            local others = {}
            for _, id in ipairs(ids) do
              if id ~= ARGV[1] then others[#others + 1] = id end
            end
            """;

    /** 1 engine, 2 milliseconds, 3 whether to begin (1), renew (2) or only look (0): done, time, names and ends, those that are over. */
    static final String RENEW = NOW + """
            local done = 0
            if ARGV[3] == '1' or (ARGV[3] == '2' and live(ARGV[1])) then
              redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
              done = 1
            elseif ARGV[3] == '0' and live(ARGV[1]) then
              done = 1
            end
            return {done, now, redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. now, '+inf', 'WITHSCORES'),
              redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, 10)}
            """;

    /** 2 the hash, 3 the engine's index; 1 engine, 2 key, 3 whether there is a value, 4 value, 5 version, 6 whether it is the last entry. */
    static final String WRITE = NOW + """
            if not live(ARGV[1]) then return 0 end
            if ARGV[3] == '1' then
              redis.call('HSET', KEYS[2], ARGV[1] .. '|' .. ARGV[2], ARGV[4], ARGV[1] .. '|', ARGV[5])
              redis.call('SADD', KEYS[3], KEYS[2])
            elseif ARGV[6] == '1' then
              redis.call('HDEL', KEYS[2], ARGV[1] .. '|' .. ARGV[2], ARGV[1] .. '|')
              redis.call('SREM', KEYS[3], KEYS[2])
            else
              redis.call('HDEL', KEYS[2], ARGV[1] .. '|' .. ARGV[2])
              redis.call('HSET', KEYS[2], ARGV[1] .. '|', ARGV[5])
            end
            return 1
            """;

    /** 2 the hash; 1 engine, 2 key: others and their values, in turn. */
    static final String FIND = OTHERS + """
            local found = {}
            for _, id in ipairs(others) do
              local value = redis.call('HGET', KEYS[2], id .. '|' .. ARGV[2])
              if value then
                found[#found + 1] = id
                found[#found + 1] = value
              end
            end
            return found
            """;

    /** 2 the hash; 1 engine: the others, and all fields with their values. */
    static final String READ = OTHERS + "return {others, redis.call('HGETALL', KEYS[2])}";

    /** 2 and so on the hashes; 1 engine: for each hash the others that have it, with the version, in turn. */
    static final String VERSIONS = OTHERS + """
            local all = {}
            for i = 2, #KEYS do
              local found = {}
              for _, id in ipairs(others) do
                local version = redis.call('HGET', KEYS[i], id .. '|')
                if version then
                  found[#found + 1] = id
                  found[#found + 1] = version
                end
              end
              all[i - 1] = found
            end
            return all
            """;

    /** 2 the key; 1 owner, 2 milliseconds: nothing, or the other owner and the milliseconds that are left. */
    static final String CLAIM = """
            local owner = redis.call('GET', KEYS[2])
            if owner and owner ~= ARGV[1] then return {owner, redis.call('PTTL', KEYS[2])} end
            redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
            return {}
            """;

    /** 2 the hash, 3 the engine's index; 1 engine, 2 owner: nothing, or the other owner; false if the lease is over. */
    static final String HOLD = NOW + """
            if not live(ARGV[1]) then return false end
            local fields = redis.call('HKEYS', KEYS[2])
            for _, field in ipairs(fields) do
              local bar = string.find(field, '|', 1, true)
              local owner = string.sub(field, bar + 1)
              if owner ~= ARGV[2] and live(string.sub(field, 1, bar - 1)) then return {owner} end
            end
            redis.call('HSET', KEYS[2], ARGV[1] .. '|' .. ARGV[2], '')
            redis.call('SADD', KEYS[3], KEYS[2])
            return {}
            """;

    /** 2 the key of a claim, 3 the hash of holds, 4 the engine's index; 1 engine, 2 owner, 3 whether nothing else is held. */
    static final String RELEASE = """
            if redis.call('GET', KEYS[2]) == ARGV[2] then redis.call('DEL', KEYS[2]) end
            redis.call('HDEL', KEYS[3], ARGV[1] .. '|' .. ARGV[2])
            if ARGV[3] == '1' then redis.call('SREM', KEYS[4], KEYS[3]) end
            return 1
            """;

    /** 2 the hash, 3 the engine's index; 1 engine, 2 change, 3 maximum, 4 the engine's part instead, or nothing: done, sum; false if the lease is over. */
    static final String ADD = NOW + """
            if not live(ARGV[1]) then return false end
            local own = 0
            local sum = 0
            local parts = redis.call('HGETALL', KEYS[2])
            for i = 1, #parts, 2 do
              local id = string.sub(parts[i], 1, -2)
              if id == ARGV[1] then
                own = tonumber(parts[i + 1])
              elseif live(id) then
                sum = sum + parts[i + 1]
              end
            end
            local part = ARGV[4] ~= '' and tonumber(ARGV[4]) or math.max(0, own + ARGV[2])
            if ARGV[4] == '' and tonumber(ARGV[2]) > 0 and sum + part > tonumber(ARGV[3]) then return {0, sum + own} end
            if part == 0 then
              redis.call('HDEL', KEYS[2], ARGV[1] .. '|')
              redis.call('SREM', KEYS[3], KEYS[2])
            else
              redis.call('HSET', KEYS[2], ARGV[1] .. '|', string.format('%.0f', part))
              redis.call('SADD', KEYS[3], KEYS[2])
            end
            return {1, sum + part}
            """;

    /** 2 the hash; 1 wanted, 2 burst, 3 milliseconds for one: how many are taken. */
    static final String TAKE = NOW + """
            local had = redis.call('HMGET', KEYS[2], 'tokens', 'at')
            local tokens = tonumber(had[1] or ARGV[2])
            local at = tonumber(had[2] or now)
            tokens = math.min(tonumber(ARGV[2]), tokens + math.max(0, now - at) / ARGV[3])
            local taken = math.min(tonumber(ARGV[1]), math.floor(tokens))
            redis.call('HSET', KEYS[2], 'tokens', string.format('%.6f', tokens - taken), 'at', string.format('%.0f', now))
            redis.call('PEXPIRE', KEYS[2], string.format('%.0f', math.ceil(ARGV[2] * ARGV[3]) + 1000))
            return taken
            """;

    /** 2 the index, 3 and so on hashes of it; 1 engine, whose lease is over: how many are still to be cleaned up, or -1 if the lease is not over. */
    static final String REAP = NOW + """
            if live(ARGV[1]) then return -1 end
            local prefix = ARGV[1] .. '|'
            for i = 3, #KEYS do
              local gone = {}
              for _, field in ipairs(redis.call('HKEYS', KEYS[i])) do
                if string.sub(field, 1, #prefix) == prefix then gone[#gone + 1] = field end
                if #gone == 1000 then
                  redis.call('HDEL', KEYS[i], unpack(gone))
                  gone = {}
                end
              end
              if #gone > 0 then redis.call('HDEL', KEYS[i], unpack(gone)) end
              redis.call('SREM', KEYS[2], KEYS[i])
            end
            local left = redis.call('SCARD', KEYS[2])
            if left == 0 then redis.call('ZREM', KEYS[1], ARGV[1]) end
            return left
            """;

    /** 1 engine: its lease is over now. */
    static final String END = "return redis.call('ZADD', KEYS[1], 'XX', 0, ARGV[1])";

    private LeaseScripts() {}
}
