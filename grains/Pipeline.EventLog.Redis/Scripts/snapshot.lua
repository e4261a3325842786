#!lua
-- Writes a snapshot over the older of the two, and its cells beside it.
-- KEYS: store, names, meta, slot 0, slot 1, cells, starts, staged.
-- ARGV: identity, stream, offset, base, whether the offset must be the head, open windows, checksum, whether the bytes are staged, the bytes
--   or, staged, their number, number of removals, per removal first key and end; then per cell key, checksum, bytes.
-- Answer: what became of it (0 written, 1 superseded, 2 ahead of the log), head.
if redis.call('HGET', KEYS[1], 'id') ~= ARGV[1] then
    return redis.error_reply('STOREGONE the store is not the one that was opened')
end
local meta = redis.call('HMGET', KEYS[3], 'h', 'l', 'o0', 'o1')
local head = tonumber(meta[1] or 0)
local offset, base = tonumber(ARGV[3]), tonumber(ARGV[4])
local offsets = {tonumber(meta[3] or -1), tonumber(meta[4] or -1)}
local latest = tonumber(meta[2] or 1)
if offset > head then
    return {2, head}
end
if offset < offsets[latest + 1] or (base > 0 and base ~= offsets[1] and base ~= offsets[2]) or (ARGV[5] == '1' and offset < head) then
    return {1, head}
end

local slot = 1 - latest
if ARGV[8] == '1' then
    if redis.call('STRLEN', KEYS[8]) ~= tonumber(ARGV[9]) then
        return redis.error_reply('STAGEGONE the bytes of the snapshot that were sent before it are not all there')
    end
    redis.call('RENAME', KEYS[8], KEYS[4 + slot])
    redis.call('PERSIST', KEYS[4 + slot])
else
    redis.call('SET', KEYS[4 + slot], ARGV[9])
end
if not meta[1] then
    redis.call('SADD', KEYS[2], ARGV[2])
end
redis.call('HSET', KEYS[3], 'h', string.format('%.0f', head), 'l', slot, 'o' .. slot, ARGV[3], 'w' .. slot, ARGV[6], 'c' .. slot, ARGV[7])

local at = 11
for _ = 1, tonumber(ARGV[10]) do
    local last = '(' .. ARGV[at + 1]
    for _, key in ipairs(redis.call('ZRANGE', KEYS[7], ARGV[at], last, 'BYSCORE')) do
        redis.call('HDEL', KEYS[6], key, key .. ':0', key .. ':1')
    end
    redis.call('ZREMRANGEBYSCORE', KEYS[7], ARGV[at], last)
    at = at + 2
end
for i = at, #ARGV, 3 do
    local key = ARGV[i]
    local version, versions = 0, {'-1', '0', '-1', '0'}
    local row = redis.call('HGET', KEYS[6], key)
    if row then
        local current, o0, c0, o1, c1 = string.match(row, '^(%d) (%S+) (%S+) (%S+) (%S+)$')
        version, versions = tonumber(current), {o0, c0, o1, c1}
        -- What is true for the snapshot that was the latest until now stays, whatever else the cell has.
        if tonumber(versions[1 + 2 * version]) <= offsets[latest + 1] then
            version = 1 - version
        end
    else
        redis.call('ZADD', KEYS[7], key, key)
    end
    versions[1 + 2 * version], versions[2 + 2 * version] = ARGV[3], ARGV[i + 1]
    redis.call('HSET', KEYS[6], key, version .. ' ' .. table.concat(versions, ' '), key .. ':' .. version, ARGV[i + 2])
end
return {0, head}
