#!lua
-- Writes nothing, but is refused whenever a script that writes would be: Redis is full, read-only, or cannot write its file.
-- KEYS: store. ARGV: identity.
if redis.call('HGET', KEYS[1], 'id') ~= ARGV[1] then
    return redis.error_reply('STOREGONE the store is not the one that was opened')
end
return 1
