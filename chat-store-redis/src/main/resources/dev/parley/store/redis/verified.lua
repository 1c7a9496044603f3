if ARGV[1] ~= '' then
    if redis.call('HGET', KEYS[1], 'run') ~= ARGV[1] then
        return {'VERIFY'}
    end
    if redis.call('EXISTS', KEYS[4]) == 1 and redis.call('HGET', KEYS[4], 'run') ~= ARGV[1] then
        return {'COMPARE'}
    end
end
