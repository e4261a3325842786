using System.Globalization;
using Pipeline.Cli.Transport;

namespace Pipeline.Cli.Bench;

/// <summary>Measures a silo under load over loopback HTTP, durability included, and checks that it counted what it acknowledged.</summary>
internal sealed class IngestBench(IngestOptions options, TextWriter output, TimeProvider clock)
{
    private const double BytesPerMegabyte = 1 << 20;

    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    /// <summary>A timer may fire this much early; a rest below it is not waited for.</summary>
    private static readonly TimeSpan TimerResolution = TimeSpan.FromMilliseconds(20);

    private readonly List<LoadConnection> _connections = [];

    private long Acknowledged => _connections.Sum(static connection => connection.Acknowledged);

    /// <summary>Runs it all: start, warm-up, measured part, check, stop.</summary>
    /// <exception cref="BenchException">The silo did not start, stop or answer.</exception>
    /// <exception cref="DeliveryException">A batch could not be delivered.</exception>
    public async Task<IngestResult> RunAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        using SocketsHttpHandler handler = new() { UseProxy = false, MaxConnectionsPerServer = options.Connections + 1 };
        using HttpClient http = new(handler);
        Func<IBatchSupply> supplies = CreateSupplies();
        await using SiloProcess silo = await SiloProcess.StartAsync(options.SiloPath, dataDirectory, http, cancellationToken);
        WriteLine($"silo {silo.Address.Authority}, process {silo.Id}, data in {dataDirectory}");

        BatchTransmitter transmitter = new(http, silo.Address, new RetryPolicy(), clock);
        for (int index = 0; index < options.Connections; index++)
            _connections.Add(new LoadConnection(transmitter, supplies(), clock));
        Measurement measured = await LoadAsync(silo, cancellationToken);

        long acknowledged = Acknowledged;
        long rejected = _connections.Sum(static connection => connection.Rejected);
        long counted = await SiloQueries.CountEventsAsync(http, silo.Address, cancellationToken);
        long? walBytes = await SiloQueries.ReadWalBytesAsync(http, silo.Address, cancellationToken);
        long writtenBytes = ProcessWrites.ReadBytes(silo.Id);
        long peakMemoryBytes = silo.PeakMemoryBytes;
        await silo.StopAsync(cancellationToken);
        long diskBytes = BenchFiles.SizeBytes(dataDirectory);
        WriteLine($"{acknowledged:N0} events acknowledged, {counted:N0} counted, {rejected:N0} refused; {diskBytes:N0} bytes on disk");
        string walSource = walBytes is null ? "all writes, as the silo does not count these" : "the silo's own counter";
        WriteLine($"write-ahead log {walBytes ?? writtenBytes:N0} bytes ({walSource}), all writes {writtenBytes:N0} bytes");
        double[] latenciesMs = measured.LatenciesMs(_connections);
        return new IngestResult
        {
            EventsPerSecond = measured.EventsPerSecond,
            CpuSecondsPerMillion = measured.CpuSecondsPerMillion,
            DiskBytesPerEvent = diskBytes / (double)Math.Max(acknowledged, 1),
            WalBytesPerEvent = (walBytes ?? writtenBytes) / (double)Math.Max(acknowledged, 1),
            AckP50Ms = Measurement.Quantile(latenciesMs, 0.5),
            AckP99Ms = Measurement.Quantile(latenciesMs, 0.99),
            PeakMemoryMb = peakMemoryBytes / BytesPerMegabyte,
            Acknowledged = acknowledged,
            Counted = counted,
        };
    }

    private Func<IBatchSupply> CreateSupplies()
    {
        SyntheticEvents events = new(options.Seed);
        WriteLine($"seed {options.Seed}, {options.Connections} connections");
        WriteLine($"batches of {BatchPlan.EventsPerBatch:N0} events over {SyntheticEvents.EndpointCount} endpoints");
        if (options.IsNdjson)
        {
            NdjsonTemplates lines = new(events);
            WriteLine($"NDJSON, {lines.BytesPerEvent:0.0} bytes per event");
            return () => new NdjsonSupply(lines);
        }

        BinaryTemplates sections = new(events);
        WriteLine($"binary, {sections.BytesPerEvent:0.0} bytes per event");
        return () => new BinarySupply(sections);
    }

    private async Task<Measurement> LoadAsync(SiloProcess silo, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = new();
        using CancellationTokenSource abort = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task load = Task.WhenAll(
            _connections.Select(connection => Task.Run(() => connection.RunAsync(stop.Token, abort.Token), abort.Token)));
        try
        {
            await ReportAsync("warm-up", options.WarmUp, load, cancellationToken);
            while (_connections.Exists(static connection => connection.Acknowledged == 0))
                await ReportAsync("warm-up goes on", ReportInterval, load, cancellationToken);
            Mark start = Mark.Now(clock, silo, Acknowledged);
            await ReportAsync("measured", options.Duration, load, cancellationToken);
            Mark end = Mark.Now(clock, silo, Acknowledged);
            await stop.CancelAsync();
            await load;
            return start.To(end, clock);
        }
        catch
        {
            await abort.CancelAsync();
            throw;
        }
    }

    /// <summary>Lets the load run for a time and says once a second how it goes.</summary>
    private async Task ReportAsync(string phase, TimeSpan duration, Task load, CancellationToken cancellationToken)
    {
        long start = clock.GetTimestamp();
        while (duration - clock.GetElapsedTime(start) is var left && left >= TimerResolution)
        {
            long before = Acknowledged;
            long since = clock.GetTimestamp();
            Task pause = Task.Delay(left < ReportInterval ? left : ReportInterval, clock, cancellationToken);

            // The load ends by itself only if it fails.
            if (await Task.WhenAny(pause, load) == load)
                await load;
            await pause;
            double perSecond = (Acknowledged - before) / clock.GetElapsedTime(since).TotalSeconds;
            WriteLine($"{phase} {clock.GetElapsedTime(start).TotalSeconds:0} s: {perSecond:N0} events/s");
        }
    }

    private void WriteLine(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>A moment of the run.</summary>
    private readonly record struct Mark(long Timestamp, long Events, TimeSpan CpuTime)
    {
        public static Mark Now(TimeProvider clock, SiloProcess silo, long events) => new(clock.GetTimestamp(), events, silo.CpuTime);

        public Measurement To(Mark end, TimeProvider clock)
            => new(Timestamp, end.Timestamp, clock.GetElapsedTime(Timestamp, end.Timestamp), end.Events - Events, end.CpuTime - CpuTime);
    }
}
