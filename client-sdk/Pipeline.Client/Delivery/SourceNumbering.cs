using Pipeline.Protocol.Identities;

namespace Pipeline.Client.Delivery;

/// <summary>Gives batches their identity: a source of its own, its numbers in order, and a new source every day.</summary>
/// <remarks>
/// A silo forgets a source a week after its start and refuses it from then on (docs/http-api.md). Batches keep the identity they were given, so a
/// new source costs nothing but a place in the endpoints' lists. Not thread-safe.
/// </remarks>
internal sealed class SourceNumbering(TimeProvider clock)
{
    /// <summary>A source numbers for so long; so a batch may be repeated for at least five days.</summary>
    public static readonly TimeSpan NumberingMax = TimeSpan.FromDays(1);

    /// <summary>Age of a source from which its batches are not sent any more: an hour less than a silo's, whose clock may be ahead.</summary>
    public static readonly TimeSpan AgeMax = TimeSpan.FromDays(7) - TimeSpan.FromHours(1);

    private SourceIdentity _source;
    private ulong _next;

    /// <summary>The identity that <see cref="Take"/> would give.</summary>
    public BatchIdentity Peek()
    {
        long now = clock.GetUtcNow().ToUnixTimeMilliseconds();

        // A clock that was set back makes the source seem to start in the future: begin a new one as well.
        long age = now - _source.StartUnixMs;
        if (_source == default || age < 0 || age >= NumberingMax.TotalMilliseconds)
        {
            _source = new SourceIdentity(SourceId.CreateRandom(), now);
            _next = 0;
        }

        return new BatchIdentity(_source, _next);
    }

    /// <summary>The next identity; it is never given again.</summary>
    public BatchIdentity Take()
    {
        BatchIdentity identity = Peek();
        _next++;
        return identity;
    }

    /// <summary>Whether a silo may have forgotten the source.</summary>
    public static bool IsExpired(BatchIdentity identity, DateTimeOffset now) =>
        now.ToUnixTimeMilliseconds() - identity.Source.StartUnixMs >= (long)AgeMax.TotalMilliseconds;
}
