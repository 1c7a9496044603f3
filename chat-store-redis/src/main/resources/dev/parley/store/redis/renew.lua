-- ARGV: 2 room, 3 new epoch. Entries keep their numbers.
redis.call('HSET', KEYS[4], 'epoch', ARGV[3], 'change', 'renew')
waits(ARGV[2], millis())
return {'OK'}
