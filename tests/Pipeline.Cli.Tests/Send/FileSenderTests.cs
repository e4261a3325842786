using System.Globalization;
using Pipeline.Cli.AccessLogs;
using Pipeline.Cli.Input;
using Pipeline.Cli.Send;
using Pipeline.Cli.Tests.Transport;
using Pipeline.Cli.Transport;
using Pipeline.Testing;

namespace Pipeline.Cli.Tests.Send;

public sealed class FileSenderTests : IDisposable
{
    /// <summary>Never asked.</summary>
    private static readonly Uri Nobody = new("http://127.0.0.1:9");

    private readonly string _path = Path.GetTempFileName();
    private readonly SkippingTimeProvider _clock = new();
    private readonly StringWriter _output = new(CultureInfo.InvariantCulture);
    private readonly StringWriter _errors = new(CultureInfo.InvariantCulture);

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task RunAsync_AccessLog_CountsWhatTheLogSays()
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();
        Dictionary<string, long> expected = WriteAccessLog(seed: 5, lineCount: 30_000);

        Assert.Equal(ExitCodes.Success, await SendAsync(silo.Address));

        Assert.Equal<IReadOnlyDictionary<string, long>>(expected, silo.Counts);
        Assert.StartsWith("30000 accepted, 0 duplicate, 0 rejected, 0 bad lines; ", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal("", _errors.ToString());
    }

    [Fact]
    public async Task RunAsync_SentAgain_CountsNothingTwice()
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();
        WriteAccessLog(seed: 5, lineCount: 20_000);

        await SendAsync(silo.Address);
        IReadOnlyDictionary<string, long> counts = silo.Counts;
        Assert.Equal(ExitCodes.Success, await SendAsync(silo.Address));

        Assert.Equal(counts, silo.Counts);
        Assert.Contains("\n0 accepted, 20000 duplicate, ", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_BrokenOffAndSentAgain_CountsEachOnce()
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();
        Dictionary<string, long> expected = WriteAccessLog(seed: 5, lineCount: 40_000);
        for (int request = 0; request < 2; request++)
            silo.LoseAnswer();
        silo.Refuse(400);

        Assert.Equal(ExitCodes.Failure, await SendAsync(silo.Address));
        Assert.Equal(ExitCodes.Success, await SendAsync(silo.Address));

        Assert.Equal(expected.Values.Sum(), silo.Counts.Values.Sum());
    }

    [Fact]
    public async Task RunAsync_OneInFlight_KeepsTheOrderOfTheFile()
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();
        WriteAccessLog(seed: 5, lineCount: 50_000);

        await SendAsync(silo.Address);

        IEnumerable<ulong> sequences = silo.Batches.Select(static batch => batch.Identity.Sequence);
        Assert.Equal(sequences.Order(), sequences);
    }

    [Fact]
    public async Task RunAsync_SeveralInFlight_SendsEachBatchOnce()
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();
        Dictionary<string, long> expected = WriteAccessLog(seed: 5, lineCount: 50_000);

        await SendAsync(silo.Address, options => options with { InFlight = 8 });

        Assert.Equal(expected.Values.Sum(), silo.Counts.Values.Sum());
        Assert.Equal(silo.Bodies.Count, silo.Batches.Select(static batch => batch.Identity.Sequence).Distinct().Count());
    }

    [Fact]
    public async Task RunAsync_BadLines_AreReportedAndTheRestIsSent()
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();
        File.WriteAllText(_path, """
            {"time":1700000000000,"endpoint":"a"}
            {"time":1700000000000}
            {"time":1700000000000,"endpoint":"a"}
            """);

        Assert.Equal(ExitCodes.Success, await SendAsync(silo.Address));

        Assert.Equal(2, silo.Counts["a"]);
        Assert.StartsWith("2 accepted, 0 duplicate, 0 rejected, 1 bad lines; ", _output.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("line 2: endpoint: ", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_EventsRefusedBySilo_AreReportedWithTheirLines()
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();
        File.WriteAllText(_path, "{\"time\":1,\"endpoint\":\"a\"}\n{\"time\":2,\"endpoint\":\"b\"}\n{\"time\":3,\"endpoint\":\"b\"}\n");
        byte[] answer = """
            {"accepted":2,"duplicate":0,"rejected":[{"endpoint":"b","event":1,"reason":"too-old"}],"rejected_count":1}
            """u8.ToArray();
        silo.Script.Enqueue(context => context.Response.Body.WriteAsync(answer).AsTask());

        Assert.Equal(ExitCodes.Success, await SendAsync(silo.Address));

        Assert.Equal("line 3: refused: too-old", _errors.ToString().Trim());
        Assert.StartsWith("2 accepted, 0 duplicate, 1 rejected, ", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Tallies_AreSummedUpAndTheirRefusalsHaveLines()
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();
        File.WriteAllText(_path, """
            {"time":1000,"endpoint":"a"}
            {"time":1000,"endpoint":"a","tally":7}
            {"time":1000,"endpoint":"a"}
            {"time":9000,"endpoint":"a","tally":8}
            """);
        byte[] answer = """
            {"accepted":2,"accepted_tallies":1,"duplicate":0,"rejected_count":1,
             "rejected":[{"endpoint":"a","tally":1,"reason":"too-far-ahead"}]}
            """u8.ToArray();
        silo.Script.Enqueue(context => context.Response.Body.WriteAsync(answer).AsTask());

        Assert.Equal(ExitCodes.Success, await SendAsync(silo.Address));

        Assert.Equal("line 4: refused: too-far-ahead", _errors.ToString().Trim());
        Assert.StartsWith("2 accepted, 1 tallies, 0 duplicate, 1 rejected, ", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_SiloRefuses_FailsAndSaysWhy()
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();
        WriteAccessLog(seed: 5, lineCount: 100);
        silo.Refuse(409, detail: "this source is too old");

        Assert.Equal(ExitCodes.Failure, await SendAsync(silo.Address));

        Assert.Contains("this source is too old", _errors.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("0 accepted", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Overloaded_SaysOnceThatItWaits()
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();
        WriteAccessLog(seed: 5, lineCount: 100);
        silo.Refuse(429, 1, "too many bytes under way");
        silo.Refuse(429, 1, "too many bytes under way");

        Assert.Equal(ExitCodes.Success, await SendAsync(silo.Address));

        Assert.Equal("waiting: the silo answered 429 Too Many Requests: Refused: too many bytes under way", _errors.ToString().Trim());
    }

    [Fact]
    public async Task RunAsync_UnknownFormat_IsAUsageError()
    {
        File.WriteAllText(_path, "name,count\na,1\n");
        Assert.Equal(ExitCodes.Usage, await SendAsync(Nobody));
        Assert.Contains("--format", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_SegmentForNdjson_IsAUsageError()
    {
        File.WriteAllText(_path, "{}\n");
        Assert.Equal(ExitCodes.Usage, await SendAsync(Nobody, static options => options with { Segment = SegmentChoice.Status }));
    }

    [Fact]
    public async Task RunAsync_NoSuchFile_Fails()
    {
        Assert.Equal(ExitCodes.Failure, await SendAsync(Nobody, static options => options with { File = "/no/such/file" }));
        Assert.Contains("/no/such/file", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_EmptyFile_IsSentAtOnce() =>
        Assert.Equal(ExitCodes.Success, await SendAsync(Nobody));

    private Task<int> SendAsync(Uri silo, Func<SendOptions, SendOptions>? change = null)
    {
        SendOptions options = new() { File = _path, To = silo, Retry = new RetryPolicy { Patience = TimeSpan.FromMinutes(2) } };
        return new FileSender(change?.Invoke(options) ?? options, _output, _errors, _clock).RunAsync(CancellationToken.None);
    }

    /// <summary>Writes a log and counts it the way a text tool would: method and target up to the first question mark.</summary>
    private Dictionary<string, long> WriteAccessLog(int seed, int lineCount)
    {
        Random random = new(seed);
        Dictionary<string, long> counts = new(StringComparer.Ordinal);
        using StreamWriter log = new(_path);
        for (int line = 0; line < lineCount; line++)
        {
            string method = random.Next(10) == 0 ? "POST" : "GET";
            string path = $"/page/{random.Next(random.Next(1, 300))}.html";
            string query = random.Next(3) == 0 ? $"?q={random.Next()}" : "";
            DateTimeOffset end = DateTimeOffset.FromUnixTimeSeconds(1_431_857_103 + (line / 10));
            string time = end.ToString("dd/MMM/yyyy:HH:mm:ss '+0000'", CultureInfo.InvariantCulture);
            int status = random.Next(50) == 0 ? 503 : 200;
            log.WriteLine($"""h - - [{time}] "{method} {path}{query} HTTP/1.1" {status} {random.Next(100_000)} "-" "curl/7" """);
            string endpoint = $"{method} {path}";
            counts[endpoint] = counts.GetValueOrDefault(endpoint) + 1;
        }

        return counts;
    }
}
