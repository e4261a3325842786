using Pipeline.Client.Delivery.Http;

namespace Pipeline.Client.Delivery;

/// <summary>Where batches go, how long they are kept, and how much memory and disk they may take. See docs/client-delivery.md.</summary>
/// <remarks>Read once, when the client starts.</remarks>
public sealed class DeliveryOptions
{
    /// <summary>The address used where <see cref="Endpoints"/> is empty.</summary>
    public static readonly Uri EndpointDefault = new("http://127.0.0.1:7847");

    /// <summary>
    /// Addresses of silos of one cluster, absolute http or https, at most 64. The first is preferred; the next one is used while it cannot
    /// be reached or answers 5xx. Empty, the default: <see cref="EndpointDefault"/>.
    /// </summary>
    public IList<Uri> Endpoints { get; } = [];

    /// <summary>After so long on another address the first one is tried again. 1 s to 1 day, default 1 min.</summary>
    public TimeSpan FailbackAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>An attempt that takes longer counts as not answered. 10 ms to 10 min, default 10 s.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether bodies travel compressed (brotli): 15 to 40 % fewer bytes for about 4 ms of CPU per MB. Default true.</summary>
    public bool IsCompressed { get; set; } = true;

    /// <summary>
    /// Bytes of sections that wait or are under way, in memory. Beyond it the oldest batches that were never tried are dropped and counted;
    /// with a spool they go to the disk from half of it on. 64 KiB to 1 GiB, default 16 MiB.
    /// </summary>
    public long BacklogSizeBytesMax { get; set; } = 16L << 20;

    /// <summary>Batches under way at the same time. 1 to 256, default 4.</summary>
    public int BatchesInFlightMax { get; set; } = 4;

    /// <summary>First wait before a batch is repeated, where the silo names none; doubles. 1 ms to 1 min, default 200 ms.</summary>
    public TimeSpan BackoffMin { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest wait before a batch is repeated, where the silo names none. <see cref="BackoffMin"/> to 1 h, default 30 s.</summary>
    public TimeSpan BackoffMax { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long stopping waits for what is on its way. What is left then goes into the spool, or is dropped and counted. 0 to 10 min, default 5 s.
    /// </summary>
    public TimeSpan ShutdownDeadline { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A folder of the local disk in which batches wait while no silo takes them, also over a restart. Several processes may name the same
    /// one. Null, the default: no spool.
    /// </summary>
    public string? SpoolDirectory { get; set; }

    /// <summary>
    /// Bytes that this process keeps in the spool, each file counted with at least 4 KiB; beyond it the oldest is dropped and counted.
    /// 1 MiB to 1 TiB, default 256 MiB.
    /// </summary>
    public long SpoolSizeBytesMax { get; set; } = 256L << 20;

    /// <summary>Checks every setting.</summary>
    /// <exception cref="ArgumentException">Settings are out of range; the message names each of them.</exception>
    public void Validate()
    {
        string problems = string.Join(' ', Problems());
        if (problems.Length > 0)
            throw new ArgumentException(problems);
    }

    /// <summary>What is wrong with the settings, a sentence each.</summary>
    internal IEnumerable<string> Problems()
    {
        if (Endpoints.Count > EndpointRotation.EndpointsMax)
            yield return $"Delivery.Endpoints has {Endpoints.Count}: it takes {EndpointRotation.EndpointsMax} at most.";
        for (int index = 0; index < Endpoints.Count; index++)
        {
            if (Endpoints[index] is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
                yield return $"Delivery.Endpoints[{index}] is '{Endpoints[index]}': it takes an absolute http or https address.";
        }

        foreach (string? problem in (string?[])[
            Outside(FailbackAfter, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), nameof(FailbackAfter)),
            Outside(AttemptTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10), nameof(AttemptTimeout)),
            Outside(BacklogSizeBytesMax, 64L << 10, 1L << 30, nameof(BacklogSizeBytesMax)),
            Outside(BatchesInFlightMax, 1, SequenceWindow.Length, nameof(BatchesInFlightMax)),
            Outside(BackoffMin, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1), nameof(BackoffMin)),
            Outside(BackoffMax, BackoffMin, TimeSpan.FromHours(1), nameof(BackoffMax)),
            Outside(ShutdownDeadline, TimeSpan.Zero, TimeSpan.FromMinutes(10), nameof(ShutdownDeadline)),
            Outside(SpoolSizeBytesMax, 1L << 20, 1L << 40, nameof(SpoolSizeBytesMax))])
        {
            if (problem is not null)
                yield return problem;
        }

        if (SpoolDirectory is not null && string.IsNullOrWhiteSpace(SpoolDirectory))
            yield return "Delivery.SpoolDirectory is empty: it takes a folder, or null.";
    }

    private static string? Outside<TValue>(TValue value, TValue min, TValue max, string name)
        where TValue : IComparable<TValue>
        => value.CompareTo(min) >= 0 && value.CompareTo(max) <= 0
            ? null
            : FormattableString.Invariant($"Delivery.{name} is {value}: it takes {min} to {max}.");
}
