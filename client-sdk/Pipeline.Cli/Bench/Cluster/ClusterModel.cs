using System.Globalization;

namespace Pipeline.Cli.Bench.Cluster;

/// <summary>
/// Where the measured costs lead on machines of their own. A MODEL: arithmetic over costs per event, no measurement of such machines.
/// </summary>
/// <remarks>
/// <para>
/// A silo takes CPU time per event: <c>own + remote x (n - 1) / n</c>, since of n silos the one that a batch comes to holds 1/n of its endpoints
/// and passes the rest on. Both come from the measured runs with the fewest and the most silos.
/// </para>
/// <para>
/// n silos of C cores take <c>n x C / cost</c> events a second; Redis, whose commands run on one thread, <c>1 / cost</c> of it, less where its
/// network or its disk's fsyncs end sooner. The smaller of the two is what the cluster takes. Unused time of threads that wait, caches shared
/// with others, a network between machines and imbalance of endpoints are not in it.
/// </para>
/// </remarks>
/// <param name="few">The measured run with the fewest silos on Redis.</param>
/// <param name="many">The one with the most.</param>
/// <param name="fsyncsPerSecond">What the disk here can do, one append after the other.</param>
internal sealed class ClusterModel(ClusterFigures few, ClusterFigures many, double fsyncsPerSecond)
{
    /// <summary>Cores of a silo's machine in the model.</summary>
    public const int CoresPerSilo = 8;

    /// <summary>What a connection of 10 Gbit/s carries of payload, with a tenth for everything else.</summary>
    private const double NetworkBytesPerSecond = 10e9 / 8 * 0.9;
    private const double Million = 1e6;

    private static readonly int[] s_siloCounts = [1, 2, 3, 4, 6, 8, 12];

    /// <summary>CPU seconds per event that each of two kinds of section costs the silos.</summary>
    private double RemoteSeconds
    {
        get
        {
            double share = Share(many.Silos) - Share(few.Silos);
            return share <= 0 ? 0 : Math.Max(0, (many.SiloCpuSecondsPerMillion - few.SiloCpuSecondsPerMillion) / Million / share);
        }
    }

    private double OwnSeconds => Math.Max(0, (few.SiloCpuSecondsPerMillion / Million) - (RemoteSeconds * Share(few.Silos)));

    /// <summary>Events a second at which Redis' one thread is busy all the time.</summary>
    public double RedisCpuLimit => Million / Math.Max(1e-9, many.RedisCpuSecondsPerMillion);

    /// <summary>Events a second at which Redis' network is full.</summary>
    public double RedisNetworkLimit => NetworkBytesPerSecond / Math.Max(1e-9, Math.Max(many.RedisInBytesPerEvent, many.RedisOutBytesPerEvent));

    /// <summary>
    /// Events that one fsync made durable here, at least. Under more load more appends share one, so this is no limit but a rate to expect.
    /// </summary>
    public double EventsPerFsync => many.EventsPerSecond / Math.Max(1, many.RedisReadsPerSecond);

    public double FsyncsPerSecond => fsyncsPerSecond;

    /// <summary>Events a second that so many silos and their Redis take, and what is busy then.</summary>
    public IEnumerable<ClusterModelRow> Rows => s_siloCounts.Select(count =>
    {
        double silos = count * CoresPerSilo / Math.Max(1e-12, OwnSeconds + (RemoteSeconds * Share(count)));
        double redis = Math.Min(RedisCpuLimit, RedisNetworkLimit);
        string busy = silos <= redis ? "silos" : RedisCpuLimit <= RedisNetworkLimit ? "Redis' thread" : "Redis' network";
        return new ClusterModelRow(count, CoresPerSilo, silos, redis, Math.Min(silos, redis), busy);
    });

    public void Print(TextWriter output)
    {
        output.WriteLine();
        Write(output, $"MODEL, not measured: silos of {CoresPerSilo} cores each and Redis on machines of their own, from the costs per event above");
        Write(output, $"  a silo: {OwnSeconds * Million:0.00} CPU s/M events, and {RemoteSeconds * Million:0.00} more for those whose endpoint is in another silo");
        Write(output, $"  Redis: {many.RedisCpuSecondsPerMillion:0.00} CPU s/M on one thread = {RedisCpuLimit:N0} events/s at most; {many.RedisInBytesPerEvent:0.0} bytes in and {many.RedisOutBytesPerEvent:0.0} out per event = {RedisNetworkLimit:N0} events/s over 10 Gbit/s");
        Write(output, $"  disk: {FsyncsPerSecond:N0} fsyncs/s one after the other here; at least {EventsPerFsync:N0} events shared one");
        Write(output, $"  {"silos",5} {"silos can take",16} {"Redis can take",16} {"events/s",14}  busy first");
        foreach (ClusterModelRow row in Rows)
            Write(output, $"  {row.Silos,5} {row.SilosEventsPerSecond,16:N0} {row.RedisEventsPerSecond,16:N0} {row.EventsPerSecond,14:N0}  {row.BusyFirst}");
    }

    /// <summary>Share of sections whose endpoint is in another silo than the one that the batch came to.</summary>
    private static double Share(int silos) => (silos - 1) / (double)silos;

    private static void Write(TextWriter output, FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
